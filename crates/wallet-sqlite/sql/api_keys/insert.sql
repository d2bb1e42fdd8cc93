-- insert_api_key   ?1 id, ?2 name, ?3 digest, ?4 scopes, ?5 created_at, ?6 expires_at, ?7 last_used_at, ?8 revoked_at, ?9 terms,
--   ?10 revoked_by, ?11 rotation
-- An id that is taken is left as it is.
INSERT INTO api_keys (id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at, terms, revoked_by,
                      rotation)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (id) DO NOTHING
