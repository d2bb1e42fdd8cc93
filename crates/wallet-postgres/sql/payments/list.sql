-- list_payments   $1 shard key, $2 payment_ref, $3 how many
-- Along the primary key, backwards.
SELECT transaction_id AS id FROM payments
 WHERE shard_key = $1 AND payment_ref = $2 ORDER BY ordinal DESC LIMIT $3
