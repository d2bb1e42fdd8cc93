-- insert_change   in the order of the columns
-- The next number is the table's own, and comes back.
INSERT INTO changes (at, actor, reason, action, owner, asset, before, after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING number
