-- find_asset_id   ?1 code
-- read in every batch, never kept: another process may have created or changed the asset just now
SELECT id, policy FROM assets WHERE code = ?1
