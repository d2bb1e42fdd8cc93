-- survey_holds   as on plain PostgreSQL
-- A hold's wallet is in its shard.
SELECT c.id, c.expires_at, c.amount - c.taken AS remaining, w.owner, a.code AS asset
  FROM claims c
  JOIN wallets w ON w.shard_key = c.shard_key AND w.id = c.wallet_id
  JOIN assets a ON a.id = w.asset_id
 WHERE c.kind = 1 AND c.status = 1 AND c.expires_at IS NOT NULL AND (c.expires_at, c.id) > ($1, $2)
 ORDER BY c.expires_at, c.id
 LIMIT $3
