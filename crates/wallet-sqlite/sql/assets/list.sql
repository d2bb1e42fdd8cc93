-- list_assets
-- by code, compared by its bytes
SELECT code, name, description, policy FROM assets ORDER BY code
