-- lock_assets
-- As list_assets, for a database transaction that creates or changes an asset: the policies of all count. Batches do
-- not wait for it.
SELECT code, name, description, policy FROM assets ORDER BY code FOR NO KEY UPDATE
