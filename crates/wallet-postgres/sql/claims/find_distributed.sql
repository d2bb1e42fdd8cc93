-- find_claims   as on plain PostgreSQL
-- The shard keys say which shards it is for.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
  FROM claims c
 WHERE c.shard_key = ANY ($1::int2[]) AND c.id = ANY ($2::uuid[])
