-- settle_wallets   as on plain PostgreSQL
-- The ids say which shards it is for.
UPDATE wallets w SET held = u.held, version = u.version, status = u.status, last_entry_at = u.last_entry_at,
                     usage = u.usage, debt = u.debt
  FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int2[], $5::timestamptz[], $6::text[],
              $7::int8[])
    AS u (id, held, version, status, last_entry_at, usage, debt)
 WHERE w.id = ANY (ARRAY[u.id]) AND w.shard_key = ANY (shard_keys_of($1::int8[]))
