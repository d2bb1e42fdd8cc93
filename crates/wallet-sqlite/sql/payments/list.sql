-- list_payments   ?1 payment_ref, ?2 how many
-- Along the primary key, backwards.
SELECT transaction_id FROM payments WHERE payment_ref = ?1 ORDER BY ordinal DESC LIMIT ?2
