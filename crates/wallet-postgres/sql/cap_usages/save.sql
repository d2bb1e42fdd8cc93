-- save_cap_usages   $1 keys text[], $2 owners text[], $3 usages text[]
-- The rows are locked.
INSERT INTO cap_usages AS c (key, owner, usage) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (key, owner) DO UPDATE SET usage = excluded.usage
