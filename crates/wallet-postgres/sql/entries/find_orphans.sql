-- find_orphans   $1, $2 and $3 the key before, $4 and $5 the last shard key and wallet, $6 how many
-- Every entry, with the reason if no posted transaction names it.
SELECT e.shard_key, e.wallet_id, e.sequence,
       CASE WHEN t.id IS NULL OR t.status <> 1 THEN 'belongs to no posted transaction: ' || e.transaction_id
            WHEN NOT EXISTS (SELECT FROM unnest(t.wallet_ids, t.sequences) AS l (wallet_id, sequence)
                              WHERE l.wallet_id = e.wallet_id AND l.sequence = e.sequence)
            THEN 'is none of those that its transaction names: ' || e.transaction_id END AS why
  FROM (SELECT e.* FROM ledger_entries e
         WHERE (e.shard_key, e.wallet_id, e.sequence) > ($1::int2, $2::int8, $3::int8)
           AND (e.shard_key, e.wallet_id) <= ($4::int2, $5::int8)
         ORDER BY e.shard_key, e.wallet_id, e.sequence
         LIMIT $6) e
  LEFT JOIN LATERAL (
        SELECT t.* FROM transactions t
         WHERE t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id
         LIMIT 1
       ) t ON true
 ORDER BY e.shard_key, e.wallet_id, e.sequence
