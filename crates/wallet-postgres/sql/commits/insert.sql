-- insert_commit   $1 lane, $2 its stripe key, $3 number, $4 hash of the commit before, $5 root, $6 transaction ids, $7 time
-- The order in which batches became durable, without gaps, each chained to the one before.
INSERT INTO commits (lane, stripe_key, number, previous, root, transaction_ids, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
