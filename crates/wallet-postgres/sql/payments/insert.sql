-- insert_payments   $1 shard keys int2[], $2 payment_refs text[], $3 ordinals int8[], $4 transaction ids uuid[]
-- In key order, so that two who credit the same payments do not wait in a circle.
INSERT INTO payments (shard_key, payment_ref, ordinal, transaction_id)
SELECT * FROM unnest($1::int2[], $2::text[], $3::int8[], $4::uuid[])
