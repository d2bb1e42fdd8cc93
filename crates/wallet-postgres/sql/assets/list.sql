-- list_assets
-- A small table.
SELECT code, name, description, policy FROM assets ORDER BY code
