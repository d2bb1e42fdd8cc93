-- list_stale_approvals   $1 asked for at this time or before, $2 how many
-- A small table.
SELECT id, status, approval FROM approvals WHERE status = 'pending' AND made_at <= $1 ORDER BY made_at, id LIMIT $2::int8
