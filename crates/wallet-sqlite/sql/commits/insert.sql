-- insert_commit   ?1 number, ?2 previous, ?3 root, ?4 first_transaction, ?5 transaction_count, ?6 created_at
-- The batch's place in the order in which batches became durable, chained to the one before.
INSERT INTO commits (number, previous, root, first_transaction, transaction_count, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
