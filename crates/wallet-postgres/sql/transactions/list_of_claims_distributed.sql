-- list_claim_transactions   as on plain PostgreSQL
-- What is about a claim is in its shard.
SELECT f.slot, t.shard_key, t.id
  FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
  JOIN transactions t ON t.shard_key = f.shard_key AND (t.id = f.id OR t.about = f.id)
 WHERE t.shard_key = ANY ($1::int2[])
 ORDER BY f.slot, t.id <> f.id, t.created_at, t.id
