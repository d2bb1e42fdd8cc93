-- list_holds   as on plain PostgreSQL
-- A hold's transaction is in the shard of its wallet.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at, t.created_at, t.reference,
       t.description
  FROM claims c
  JOIN transactions t ON t.shard_key = c.shard_key AND t.id = c.id
 WHERE (c.wallet_id, c.expires_at, c.id) > (
        $1, greatest($2::timestamptz, coalesce($5::timestamptz, statement_timestamp())),
        CASE WHEN $2::timestamptz > coalesce($5::timestamptz, statement_timestamp()) THEN $3::uuid
             ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END)
   AND c.wallet_id <= $1
   AND c.kind = 1 AND c.status = 1
   AND c.shard_key = ($1::int8 >> 48)::int2
 ORDER BY c.expires_at, c.id
 LIMIT $4
