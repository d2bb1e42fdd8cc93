-- export_assets
-- Every asset with when it was created.
SELECT code, name, description, policy, created_at FROM assets ORDER BY code
