-- import_payment   ?1 payment_ref, ?2 ordinal, ?3 transaction id
-- credits from before payments were filed all say 1: those that are not the first go below it
INSERT INTO payments (payment_ref, ordinal, transaction_id)
SELECT ?1, CASE WHEN ?2 = 1 AND EXISTS (SELECT 1 FROM payments WHERE payment_ref = ?1 AND ordinal = 1)
                THEN (SELECT ordinal - 1 FROM payments WHERE payment_ref = ?1 ORDER BY ordinal LIMIT 1)
                ELSE ?2 END, ?3
