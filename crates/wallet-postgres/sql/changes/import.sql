-- import_change   in the order of the columns
-- Leaves a change that has the number.
INSERT INTO changes (number, at, actor, reason, action, owner, asset, before, after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (number) DO NOTHING
