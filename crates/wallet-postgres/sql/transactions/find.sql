-- find_transactions   $1 shard keys int2[], $2 ids uuid[]
-- Sent after the locks: as a later statement it sees what they waited for. The legs cost only where a row is found; they
-- are sorted once for all four lists.
SELECT f.slot, t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
       (SELECT a.code FROM assets a WHERE a.id = t.asset_id) AS asset, t.amount, t.reference,
       t.description, t.metadata, t.rejection::text AS rejection, t.created_at, t.wallet_ids, t.sequences,
       t.terms, t.effects, t.about, t.origin,
       legs.owners, legs.assets, legs.amounts, legs.balances
  FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
 CROSS JOIN LATERAL (
        SELECT t.* FROM transactions t WHERE t.shard_key = f.shard_key AND t.id = f.id LIMIT 1
       ) t
 CROSS JOIN LATERAL (
        SELECT array_agg(l.owner) AS owners, array_agg(l.asset) AS assets, array_agg(l.amount) AS amounts,
               array_agg(l.balance_after) AS balances
          FROM (SELECT w.owner, w.asset, e.amount, e.balance_after
                  FROM unnest(t.wallet_ids, t.sequences) WITH ORDINALITY AS l (wallet_id, sequence, leg)
                 CROSS JOIN LATERAL (
                        SELECT e.amount, e.balance_after FROM ledger_entries e
                         WHERE e.shard_key = (l.wallet_id >> 48)::int2 AND e.wallet_id = l.wallet_id
                           AND e.sequence = l.sequence
                         LIMIT 1
                       ) e
                 CROSS JOIN LATERAL (
                        SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset
                          FROM wallets w WHERE w.id = l.wallet_id LIMIT 1
                       ) w
                 ORDER BY l.leg
               ) l
       ) legs
