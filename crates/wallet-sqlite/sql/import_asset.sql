-- import_asset   ?1 code, ?2 name, ?3 description, ?4 time
-- or leaves the one that has the code
INSERT INTO assets (code, name, description, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (code) DO NOTHING
