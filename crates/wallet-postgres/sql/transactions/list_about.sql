-- list_about   $1 id of the earlier transaction, $2 how many
-- The captures, releases and reversals of it.
SELECT id FROM transactions WHERE about = $1 ORDER BY created_at, id LIMIT $2
