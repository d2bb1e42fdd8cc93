-- insert_asset   $1 code, $2 name, $3 description, $4 time, $5 policy
-- All assets are locked and none has this code, so a conflict is an error.
INSERT INTO assets (code, name, description, created_at, policy) VALUES ($1, $2, $3, $4, $5)
