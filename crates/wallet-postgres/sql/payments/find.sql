-- find_payments   $1 shard keys int2[], $2 payment_refs text[]
-- For each credited payment its first transaction and its latest ordinal. Read without a lock: the primary key refuses
-- a credit by someone else meanwhile.
SELECT f.slot, first.transaction_id AS first, latest.ordinal AS latest
  FROM unnest($1::int2[], $2::text[]) WITH ORDINALITY AS f (shard_key, payment_ref, slot)
 CROSS JOIN LATERAL (
       SELECT p.ordinal FROM payments p
        WHERE p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref ORDER BY p.ordinal DESC LIMIT 1
       ) latest
 CROSS JOIN LATERAL (
       SELECT p.transaction_id FROM payments p
        WHERE p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref AND p.ordinal = 1 LIMIT 1
       ) first
