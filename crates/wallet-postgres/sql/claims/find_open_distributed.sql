-- find_open_holds   as on plain PostgreSQL
-- A wallet's holds are in its shard.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
  FROM unnest($1::int2[], $2::text[], $3::text[]) AS f (shard_key, owner, asset)
  JOIN wallets w ON w.shard_key = f.shard_key AND w.owner = f.owner
  JOIN assets a ON a.id = w.asset_id AND a.code = f.asset
  JOIN claims c ON c.shard_key = w.shard_key AND c.wallet_id = w.id
 WHERE w.stripe = 0 AND w.shard_key = ANY ($1::int2[]) AND c.kind = 1 AND c.status = 1
