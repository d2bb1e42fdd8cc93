-- list_holds   $1 wallet, $2 and $3 the time and the id behind which to begin, $4 how many, $5 now or null
-- The open holds that are not over, in the order in which they end, along the wallet's part of the index.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at, t.created_at, t.reference,
       t.description
  FROM (SELECT c.* FROM claims c
         WHERE (c.wallet_id, c.expires_at, c.id) > (
               $1, greatest($2::timestamptz, coalesce($5::timestamptz, statement_timestamp())),
               CASE WHEN $2::timestamptz > coalesce($5::timestamptz, statement_timestamp()) THEN $3::uuid
                    ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END)
           AND c.wallet_id <= $1
           AND c.kind = 1 AND c.status = 1
         ORDER BY c.wallet_id, c.expires_at, c.id
         LIMIT $4) c
 CROSS JOIN LATERAL (
        SELECT t.* FROM transactions t WHERE t.shard_key = c.shard_key AND t.id = c.id LIMIT 1) t
 ORDER BY c.expires_at, c.id
