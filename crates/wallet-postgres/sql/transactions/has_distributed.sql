-- has_transactions   as of a shard's own tables
-- The shard keys say which shards it is for.
SELECT t.id FROM transactions t WHERE t.shard_key = ANY ($1::int2[]) AND t.id = ANY ($2::uuid[])
