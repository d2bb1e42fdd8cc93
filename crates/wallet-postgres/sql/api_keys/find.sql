-- find_api_key   $1 id
-- By the primary key, as list_api_keys gives one.
SELECT id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at, terms, revoked_by, rotation
  FROM api_keys WHERE id = $1
