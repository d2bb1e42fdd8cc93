-- find_payment   ?1 payment_ref
-- The first transaction that credited it, and the ordinal of the latest credit; both along the primary key.
SELECT (SELECT transaction_id FROM payments WHERE payment_ref = ?1 AND ordinal = 1) AS first, ordinal
FROM payments WHERE payment_ref = ?1 ORDER BY ordinal DESC LIMIT 1
