-- list_assets
-- By code, compared by its bytes.
SELECT code, name, description, policy FROM assets ORDER BY code
