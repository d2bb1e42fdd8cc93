-- export_assets
-- every asset with when it was created
SELECT code, name, description, policy, created_at FROM assets ORDER BY code
