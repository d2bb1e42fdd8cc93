-- import_asset   $1 code, $2 name, $3 description, $4 time, $5 policy
-- Changes the asset that has the code, if there is one.
INSERT INTO assets (code, name, description, created_at, policy) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, description = excluded.description, policy = excluded.policy
