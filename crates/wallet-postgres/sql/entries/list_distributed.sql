-- list_entries   as on plain PostgreSQL
-- An entry is in its wallet's shard, its transaction may be in another: the entries come first. A wallet's entries are
-- numbered without gaps, so a page is so many numbers.
WITH asked AS MATERIALIZED (
    SELECT w.id AS wallet_id, w.shard_key, w.stripe, w.asset_id, least(f.below, w.sequence + 1) AS below
      FROM unnest($1::int2[], $4::int2[], $5::int8[]) AS f (shard_key, stripe, below)
      JOIN wallets w ON w.shard_key = f.shard_key AND w.stripe = f.stripe
      JOIN assets a ON a.id = w.asset_id
     WHERE w.owner = $2 AND a.code = $3 AND w.shard_key = ANY ($1::int2[])
), page AS MATERIALIZED (
    SELECT e.wallet_id, a.asset_id, e.sequence, e.amount, e.balance_after, e.transaction_id,
           shard_key_of(e.transaction_id) AS transaction_shard
      FROM asked a
      JOIN ledger_entries e ON e.shard_key = a.shard_key AND e.wallet_id = a.wallet_id
     WHERE e.sequence < a.below AND e.sequence >= a.below - $6::int8 AND e.shard_key = ANY ($1::int2[])
), whole AS MATERIALIZED (
    SELECT p.wallet_id, p.sequence, p.amount AS entry_amount, p.balance_after, t.id, t.owner, t.idempotency_key,
           t.fingerprint, t.flow, t.status,
           CASE WHEN t.asset_id = p.asset_id THEN $3 ELSE (SELECT a.code FROM assets a WHERE a.id = t.asset_id) END
               AS asset,
           t.amount, t.reference, t.description, t.metadata, t.rejection::text AS rejection, t.created_at, t.terms,
           t.effects, t.about,
           CASE WHEN cardinality(t.wallet_ids) > 2 THEN t.wallet_ids END AS wallet_ids,
           CASE WHEN cardinality(t.wallet_ids) > 2 THEN t.sequences END AS sequences
      FROM page p
      JOIN transactions t ON t.shard_key = p.transaction_shard AND t.id = p.transaction_id
)
SELECT a.wallet_id, a.stripe, e.sequence, e.entry_amount, e.balance_after, e.id, e.owner, e.idempotency_key,
       e.fingerprint, e.flow, e.status, e.asset, e.amount, e.reference, e.description, e.metadata, e.rejection,
       e.created_at, e.terms, e.effects, e.about, e.wallet_ids, e.sequences
  FROM asked a
  LEFT JOIN whole e ON e.wallet_id = a.wallet_id
 ORDER BY a.stripe, e.sequence DESC
