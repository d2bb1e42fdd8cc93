-- list_about   ?1 id of the earlier transaction, ?2 how many
-- what took of it, let it go or reversed it
SELECT id FROM transactions WHERE about = ?1 ORDER BY created_at, number LIMIT ?2
