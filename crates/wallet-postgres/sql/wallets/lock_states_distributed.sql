-- lock_states   as on plain PostgreSQL; all of one shard
-- The ids say which shard it is.
SELECT w.id, w.sequence
  FROM unnest($1::int8[]) AS f (id)
 CROSS JOIN LATERAL (
        SELECT w.* FROM wallets w
         WHERE w.id = f.id AND w.shard_key = ANY (shard_keys_of($1::int8[])) FOR NO KEY UPDATE) w
