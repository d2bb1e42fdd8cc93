-- list_api_keys
-- A small table.
SELECT id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at, terms, revoked_by, rotation
  FROM api_keys ORDER BY created_at, id
