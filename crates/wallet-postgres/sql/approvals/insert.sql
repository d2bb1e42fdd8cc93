-- insert_approval   $1 id, $2 status, $3 made at, $4 approval
-- One that is there stays as it is.
INSERT INTO approvals (id, status, made_at, approval) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING RETURNING id
