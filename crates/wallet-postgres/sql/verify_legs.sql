-- list_legs   $1 wallet ids int8[], $2 sequences int8[]
-- The entries that transactions name, each a look-up by its whole key, and whose wallets they are in.
SELECT f.slot, e.transaction_id, e.amount, e.balance_after, e.created_at, w.owner, a.code AS asset
  FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY AS f (wallet_id, sequence, slot)
  JOIN ledger_entries e ON e.shard_key = (f.wallet_id >> 48)::int2 AND e.wallet_id = f.wallet_id
                       AND e.sequence = f.sequence
  LEFT JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
  LEFT JOIN assets a ON a.id = w.asset_id
