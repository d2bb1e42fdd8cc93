-- update_asset   $1 code, $2 name, $3 description, $4 policy
-- The row is locked.
UPDATE assets SET name = $2, description = $3, policy = $4 WHERE code = $1
