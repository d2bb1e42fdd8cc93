-- list_claim_transactions   $1 shard keys int2[], $2 ids uuid[]
-- The transactions that each claim follows from: the claim's own first, then those about it.
SELECT f.slot, t.shard_key, t.id
  FROM unnest($1::int2[], $2::uuid[]) WITH ORDINALITY AS f (shard_key, id, slot)
  JOIN LATERAL (
        SELECT t.shard_key, t.id, 0 AS place, t.created_at FROM transactions t
         WHERE t.shard_key = f.shard_key AND t.id = f.id
         UNION ALL
        SELECT t.shard_key, t.id, 1, t.created_at FROM transactions t
         WHERE t.about = f.id
       ) t ON true
 ORDER BY f.slot, t.place, t.created_at, t.id
