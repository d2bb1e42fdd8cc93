-- rotate_api_key   $1 id, $2 digest, $3 rotation, $4 the digest before
-- Of two rotations at once the second finds another digest.
UPDATE api_keys SET digest = $2, rotation = $3 WHERE id = $1 AND digest = $4 AND revoked_at IS NULL RETURNING id
