-- update_wallets   as on plain PostgreSQL
-- The ids say which shards it is for.
UPDATE wallets w
   SET balance = u.balance, held = u.held, debt = u.debt, sequence = u.sequence, version = u.version,
       last_entry_at = u.last_entry_at
  FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::timestamptz[])
    AS u (id, balance, held, debt, sequence, version, last_entry_at)
 WHERE w.id = ANY (ARRAY[u.id]) AND w.shard_key = ANY (shard_keys_of($1::int8[]))
