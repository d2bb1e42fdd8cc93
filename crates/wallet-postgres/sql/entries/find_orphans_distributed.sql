-- find_orphans   as on plain PostgreSQL
-- An entry's transaction may be in another shard: the entries come first.
WITH looked_at AS MATERIALIZED (
    SELECT e.shard_key, e.wallet_id, e.sequence, e.transaction_id, shard_key_of(e.transaction_id) AS transaction_shard
      FROM ledger_entries e
     WHERE (e.shard_key, e.wallet_id, e.sequence) > ($1::int2, $2::int8, $3::int8)
       AND (e.shard_key, e.wallet_id) <= ($4::int2, $5::int8)
     ORDER BY e.shard_key, e.wallet_id, e.sequence
     LIMIT $6
), named AS MATERIALIZED (
    SELECT e.wallet_id, e.sequence, t.status, t.wallet_ids, t.sequences
      FROM looked_at e
      JOIN transactions t ON t.shard_key = e.transaction_shard AND t.id = e.transaction_id
)
SELECT e.shard_key, e.wallet_id, e.sequence,
       CASE WHEN t.status IS DISTINCT FROM 1 THEN 'belongs to no posted transaction: ' || e.transaction_id
            WHEN NOT EXISTS (SELECT FROM unnest(t.wallet_ids, t.sequences) AS l (wallet_id, sequence)
                              WHERE l.wallet_id = e.wallet_id AND l.sequence = e.sequence)
            THEN 'is none of those that its transaction names: ' || e.transaction_id END AS why
  FROM looked_at e
  LEFT JOIN named t ON t.wallet_id = e.wallet_id AND t.sequence = e.sequence
 ORDER BY e.shard_key, e.wallet_id, e.sequence
