-- list_approvals   ?1 status or null, ?2 how many
-- A small table: people ask for each.
SELECT id, status, approval FROM approvals WHERE (?1 IS NULL OR status = ?1) ORDER BY made_at DESC, id DESC LIMIT ?2
