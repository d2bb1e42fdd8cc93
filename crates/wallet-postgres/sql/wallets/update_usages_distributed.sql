-- update_usages   as on plain PostgreSQL
-- The ids say which shards it is for.
UPDATE wallets w SET usage = u.usage
  FROM unnest($1::int8[], $2::text[]) AS u (id, usage)
 WHERE w.id = ANY (ARRAY[u.id]) AND w.shard_key = ANY (shard_keys_of($1::int8[]))
