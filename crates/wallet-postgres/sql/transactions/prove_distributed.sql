-- list_transaction_records   as on plain PostgreSQL
-- A claim is in its transaction's shard, a payment in the shard of its name: the rows come first. Every shard is asked: a list of
-- shard keys to ask for would be sorted anew for each look-up, which took sixty times as long as the look-ups.
WITH found AS MATERIALIZED (
    SELECT f.slot, t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
           (SELECT a.code FROM assets a WHERE a.id = t.asset_id) AS asset, t.amount, t.reference,
           t.description, t.metadata, t.rejection::text AS rejection, t.wallet_ids, t.sequences, t.created_at,
           t.terms, t.effects, t.about, t.origin,
           t.status = 1 AND t.effects IS NOT NULL AND (t.flow = 5 OR t.about IS NOT NULL)
               AND NOT EXISTS (SELECT FROM claims c WHERE c.shard_key = t.shard_key AND c.id = coalesce(t.about, t.id))
               AS lacks_claim
      FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
      JOIN transactions t ON t.shard_key = f.shard_key AND t.id = f.id
), named AS MATERIALIZED (
    SELECT t.id, t.reference, shard_key_of_payment(t.reference) AS shard_key FROM found t WHERE t.reference IS NOT NULL
), filed AS MATERIALIZED (
    SELECT p.transaction_id, min(p.ordinal) AS payment
      FROM named n
      JOIN payments p ON p.shard_key = n.shard_key AND p.payment_ref = n.reference AND p.transaction_id = n.id
     GROUP BY p.transaction_id
)
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, t.asset, t.amount, t.reference,
       t.description, t.metadata, t.rejection, t.wallet_ids, t.sequences, t.created_at,
       t.terms, t.effects, t.about, t.origin, t.lacks_claim, p.payment
  FROM found t
  LEFT JOIN filed p ON p.transaction_id = t.id
 ORDER BY t.slot
