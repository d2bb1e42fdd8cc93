-- find_payments   as on plain PostgreSQL
-- The shard keys say which shards it is for.
SELECT f.slot, (array_agg(p.transaction_id ORDER BY p.ordinal))[1] AS first, max(p.ordinal) AS latest
  FROM unnest($1::int2[], $2::text[]) WITH ORDINALITY AS f (shard_key, payment_ref, slot)
  JOIN payments p ON p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref
 WHERE p.shard_key = ANY ($1::int2[])
 GROUP BY p.shard_key, f.slot
