-- find_transactions   as on plain PostgreSQL
-- A transaction's legs may be in any shard: the rows come first, then the entries and wallets that they name.
WITH found AS MATERIALIZED (
    SELECT f.slot, t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
           (SELECT a.code FROM assets a WHERE a.id = t.asset_id) AS asset, t.amount, t.reference,
           t.description, t.metadata, t.rejection::text AS rejection, t.created_at, t.wallet_ids, t.sequences,
           t.terms, t.effects, t.about, t.origin
      FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
      JOIN transactions t ON t.shard_key = f.shard_key AND t.id = f.id
     WHERE t.shard_key = ANY ($1::int2[])
), named AS MATERIALIZED (
    SELECT t.slot, l.leg, l.wallet_id, (l.wallet_id >> 48)::int2 AS shard_key, l.sequence
      FROM found t CROSS JOIN LATERAL unnest(t.wallet_ids, t.sequences) WITH ORDINALITY AS l (wallet_id, sequence, leg)
), legs AS MATERIALIZED (
    SELECT n.slot, n.leg, w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, e.amount,
           e.balance_after
      FROM named n
      JOIN ledger_entries e ON e.shard_key = n.shard_key AND e.wallet_id = n.wallet_id AND e.sequence = n.sequence
      JOIN wallets w ON w.shard_key = e.shard_key AND w.id = n.wallet_id
), together AS MATERIALIZED (
    SELECT l.slot, array_agg(l.owner ORDER BY l.leg) AS owners, array_agg(l.asset ORDER BY l.leg) AS assets,
           array_agg(l.amount ORDER BY l.leg) AS amounts, array_agg(l.balance_after ORDER BY l.leg) AS balances
      FROM legs l GROUP BY l.slot
)
SELECT t.*, l.owners, l.assets, l.amounts, l.balances
  FROM found t
  LEFT JOIN together l ON l.slot = t.slot
 ORDER BY t.slot
