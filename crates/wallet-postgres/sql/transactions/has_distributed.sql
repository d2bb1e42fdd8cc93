-- has_transactions   $1 shard keys int2[], $2 ids uuid[]
-- For batches, most of which find none: where the legs are is asked only for those that are there.
SELECT t.id FROM transactions t WHERE t.shard_key = ANY ($1::int2[]) AND t.id = ANY ($2::uuid[])
