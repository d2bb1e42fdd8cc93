-- note_api_key_use   ?1 id, ?2 last_used_at
-- Never back: servers note in any order.
UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at < ?2)
