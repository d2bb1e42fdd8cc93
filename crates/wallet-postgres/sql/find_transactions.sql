-- find_transactions   $1 shard keys int2[], $2 ids uuid[]
-- Sent after the locks: as a later statement it sees what they waited for. The legs cost only where a row is found.
SELECT f.slot, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code AS asset, t.amount, t.reference,
       t.description, t.metadata, t.rejection::text AS rejection, t.created_at, t.wallet_ids, t.sequences,
       t.terms, t.effects, t.about,
       legs.owners, legs.assets, legs.amounts, legs.balances
  FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
  JOIN transactions t ON t.shard_key = f.shard_key AND t.id = f.id
  LEFT JOIN assets a ON a.id = t.asset_id
 CROSS JOIN LATERAL (
        SELECT array_agg(w.owner ORDER BY l.leg) AS owners,
               array_agg(wa.code ORDER BY l.leg) AS assets,
               array_agg(e.amount ORDER BY l.leg) AS amounts,
               array_agg(e.balance_after ORDER BY l.leg) AS balances
          FROM unnest(t.wallet_ids, t.sequences) WITH ORDINALITY AS l (wallet_id, sequence, leg)
          JOIN ledger_entries e ON e.shard_key = (l.wallet_id >> 48)::int2
                               AND e.wallet_id = l.wallet_id AND e.sequence = l.sequence
          JOIN wallets w ON w.shard_key = e.shard_key AND w.id = e.wallet_id
          JOIN assets wa ON wa.id = w.asset_id
       ) legs
