-- find_asset_ids
-- A small table.
SELECT code, id FROM assets
