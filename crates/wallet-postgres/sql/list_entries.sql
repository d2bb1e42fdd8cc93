-- list_entries   $1 shard key, $2 owner, $3 asset code, $4 below this sequence, $5 how many
-- Keyset by the primary key, so any page costs the same. A wallet without entries gives one row of nulls, no wallet none.
SELECT w.id, e.sequence, e.amount, e.balance_after, e.transaction_id, e.created_at, e.flow, e.reference, e.description
  FROM wallets w
  JOIN assets a ON a.id = w.asset_id
  LEFT JOIN LATERAL (
        SELECT e.sequence, e.amount, e.balance_after, e.transaction_id, e.created_at, t.flow, t.reference, t.description
          FROM ledger_entries e
          JOIN transactions t ON t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id
         WHERE e.shard_key = w.shard_key AND e.wallet_id = w.id AND e.sequence < $4
         ORDER BY e.sequence DESC
         LIMIT $5
       ) e ON true
 WHERE w.shard_key = $1 AND w.owner = $2 AND a.code = $3 AND w.stripe = 0
 ORDER BY e.sequence DESC
