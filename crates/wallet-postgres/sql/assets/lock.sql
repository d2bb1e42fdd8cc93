-- lock_assets
-- As list_assets gives them, for whoever creates or changes one: what all say counts. Batches do not wait for it.
SELECT code, name, description, policy FROM assets ORDER BY code FOR NO KEY UPDATE
