-- find_asset_id   ?1 code
-- Read in every batch, never cached: another process may have created or changed the asset.
SELECT id, policy FROM assets WHERE code = ?1
