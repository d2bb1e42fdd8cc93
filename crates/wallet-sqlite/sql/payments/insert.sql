-- insert_payment   ?1 payment_ref, ?2 ordinal, ?3 transaction id
-- A plain INSERT: an ordinal that is taken is refused.
INSERT INTO payments (payment_ref, ordinal, transaction_id) VALUES (?1, ?2, ?3)
