-- list_transaction_records   $1 shard keys int2[], $2 ids uuid[]
-- As find_transactions, but also damaged ones; the entries are read by the legs.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
       (SELECT a.code FROM assets a WHERE a.id = t.asset_id) AS asset, t.amount, t.reference,
       t.description, t.metadata, t.rejection::text AS rejection, t.wallet_ids, t.sequences, t.created_at,
       t.terms, t.effects, t.about, t.origin,
       t.status = 1 AND t.effects IS NOT NULL AND (t.flow = 5 OR t.about IS NOT NULL)
           AND NOT EXISTS (SELECT FROM claims c WHERE c.shard_key = t.shard_key AND c.id = coalesce(t.about, t.id))
           AS lacks_claim,
       (SELECT p.ordinal FROM payments p
         WHERE p.shard_key = shard_key_of_payment(t.reference) AND p.payment_ref = t.reference
           AND p.transaction_id = t.id LIMIT 1) AS payment
  FROM unnest($1::int2[], $2::uuid[]) AS f (shard_key, id)
 CROSS JOIN LATERAL (
        SELECT t.* FROM transactions t WHERE t.shard_key = f.shard_key AND t.id = f.id LIMIT 1
       ) t
