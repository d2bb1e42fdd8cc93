-- insert_change   in the order of the columns
-- The next number is the table's own, and comes back.
INSERT INTO changes (at, actor, actor_name, reason, action, owner, asset, object, before, after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING number
