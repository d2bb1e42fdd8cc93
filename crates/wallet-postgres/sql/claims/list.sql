-- list_claims   $1 and $2 the shard key and the id before, $3 how many
-- Along the key.
SELECT shard_key, id, kind, wallet_id, amount, taken, status, expires_at
  FROM claims WHERE (shard_key, id) > ($1::int2, $2::uuid) ORDER BY shard_key, id LIMIT $3
