-- find_asset   ?1 code
-- as list_assets gives one
SELECT code, name, description, policy FROM assets WHERE code = ?1
