-- find_approval   ?1 id
-- By the primary key, as list_approvals gives one.
SELECT id, status, approval FROM approvals WHERE id = ?1
