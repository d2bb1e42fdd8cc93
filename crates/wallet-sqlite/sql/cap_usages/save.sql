-- save_cap_usage   ?1 key, ?2 owner, ?3 usage
-- The first of a key and an owner makes the row.
INSERT INTO cap_usages (key, owner, usage) VALUES (?1, ?2, ?3)
ON CONFLICT (key, owner) DO UPDATE SET usage = excluded.usage
