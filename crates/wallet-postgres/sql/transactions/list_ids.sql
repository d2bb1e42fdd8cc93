-- list_id_chunk   $1 and $2 the shard key and the id before, $3 how many
-- Along the key.
SELECT shard_key, id FROM transactions WHERE (shard_key, id) > ($1::int2, $2::uuid) ORDER BY shard_key, id LIMIT $3
