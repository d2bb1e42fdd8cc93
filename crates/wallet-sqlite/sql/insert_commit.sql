-- insert_commit   ?1 number, ?2 first_transaction, ?3 transaction_count, ?4 created_at
-- the batch's place in the order in which batches became durable
INSERT INTO commits (number, first_transaction, transaction_count, created_at) VALUES (?1, ?2, ?3, ?4)
