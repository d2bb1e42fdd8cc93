-- has_transactions   $1 shard keys int2[], $2 ids uuid[]
-- For batches, most of which find none: where the legs are is asked only for those that are there. Key by key: a plan for
-- both arrays would look for each shard key with each id.
SELECT t.id
  FROM unnest($1::int2[], $2::uuid[]) AS f (shard_key, id)
 CROSS JOIN LATERAL (SELECT t.id FROM transactions t WHERE t.shard_key = f.shard_key AND t.id = f.id LIMIT 1) t
