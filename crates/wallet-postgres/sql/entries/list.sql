-- list_entries   $1 shard keys int2[], $2 owner, $3 asset code, $4 stripes int2[], $5 below these sequences int8[], $6 how many
-- Keyset by the primary key, so any page costs the same. A transaction of another asset is rare. A stripe without entries gives one row of nulls, no wallet none.
SELECT w.id AS wallet_id, w.stripe, e.*
  FROM unnest($1::int2[], $4::int2[], $5::int8[]) AS f (shard_key, stripe, below)
 CROSS JOIN LATERAL (
        SELECT w.id, w.shard_key, w.stripe, w.asset_id FROM wallets w
         WHERE w.owner = $2 AND w.stripe = f.stripe AND w.shard_key = f.shard_key
           AND w.asset_id = (SELECT a.id FROM assets a WHERE a.code = $3)
         LIMIT 1
       ) w
  LEFT JOIN LATERAL (
        SELECT e.sequence, e.amount AS entry_amount, e.balance_after, t.id, t.owner, t.idempotency_key, t.fingerprint,
               t.flow, t.status,
               CASE WHEN t.asset_id = w.asset_id THEN $3 ELSE (SELECT a.code FROM assets a WHERE a.id = t.asset_id) END
                   AS asset,
               t.amount, t.reference, t.description, t.metadata, t.rejection::text AS rejection, t.created_at, t.terms,
               t.effects, t.about,
               CASE WHEN cardinality(t.wallet_ids) > 2 THEN t.wallet_ids END AS wallet_ids,
               CASE WHEN cardinality(t.wallet_ids) > 2 THEN t.sequences END AS sequences
          FROM (SELECT e.* FROM ledger_entries e
                 WHERE e.shard_key = w.shard_key AND e.wallet_id = w.id AND e.sequence < f.below
                 ORDER BY e.sequence DESC
                 LIMIT $6) e
         CROSS JOIN LATERAL (
                SELECT t.* FROM transactions t
                 WHERE t.shard_key = shard_key_of(e.transaction_id) AND t.id = e.transaction_id
                 LIMIT 1
               ) t
       ) e ON true
 ORDER BY w.stripe, e.sequence DESC
