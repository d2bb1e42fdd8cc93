-- insert_commit   $1 lane, $2 number, $3 hash of the commit before, $4 root, $5 transaction ids, $6 time
-- The order in which batches became durable, without gaps, each chained to the one before.
INSERT INTO commits (lane, number, previous, root, transaction_ids, created_at) VALUES ($1, $2, $3, $4, $5, $6)
