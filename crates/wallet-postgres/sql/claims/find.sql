-- find_claims   $1 shard keys int2[], $2 ids uuid[]
-- In a batch their wallets are locked, so nobody changes them meanwhile.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
  FROM unnest($1::int2[], $2::uuid[]) AS f (shard_key, id)
 CROSS JOIN LATERAL (SELECT c.* FROM claims c WHERE c.shard_key = f.shard_key AND c.id = f.id LIMIT 1) c
