-- list_legs   $1 wallet ids int8[], $2 sequences int8[]
-- The entries that transactions name, each a look-up by its whole key, with the owners of their wallets.
SELECT f.slot, e.transaction_id, e.amount, e.balance_after, e.created_at, w.owner, w.asset
  FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY AS f (wallet_id, sequence, slot)
 CROSS JOIN LATERAL (
        SELECT e.* FROM ledger_entries e
         WHERE e.shard_key = (f.wallet_id >> 48)::int2 AND e.wallet_id = f.wallet_id AND e.sequence = f.sequence
         LIMIT 1
       ) e
  LEFT JOIN LATERAL (
        SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset
          FROM wallets w WHERE w.id = e.wallet_id AND w.shard_key = e.shard_key LIMIT 1
       ) w ON true
