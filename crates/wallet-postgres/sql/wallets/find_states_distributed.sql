-- find_states   as on plain PostgreSQL
-- The ids say which shards it is for.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM wallets w
 WHERE w.id = ANY ($1::int8[]) AND w.shard_key = ANY (shard_keys_of($1::int8[]))
 ORDER BY w.id
