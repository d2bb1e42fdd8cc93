-- insert_api_key   $1 id, $2 name, $3 digest, $4 scopes, $5 created, $6 expires, $7 last used, $8 revoked, $9 terms,
--   $10 revoked by, $11 rotation
-- No row comes back if the id was taken.
INSERT INTO api_keys (id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at, terms, revoked_by,
                      rotation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO NOTHING RETURNING id
