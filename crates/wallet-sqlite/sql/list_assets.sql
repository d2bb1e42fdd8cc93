-- list_assets
-- by code, compared by its bytes
SELECT code, name, description FROM assets ORDER BY code
