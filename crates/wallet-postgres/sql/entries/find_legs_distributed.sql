-- list_legs   as on plain PostgreSQL
-- Every shard is asked, as by list_transaction_records.
SELECT f.slot, e.transaction_id, e.amount, e.balance_after, e.created_at, w.owner,
       (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset
  FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY AS f (wallet_id, sequence, slot)
  JOIN ledger_entries e ON e.shard_key = (f.wallet_id >> 48)::int2 AND e.wallet_id = f.wallet_id
                       AND e.sequence = f.sequence
  LEFT JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
