-- advance_approval   $1 id, $2 the status before, $3 status, $4 approval
-- Of two at once the second finds another status.
UPDATE approvals SET status = $3, approval = $4 WHERE id = $1 AND status = $2 RETURNING id
