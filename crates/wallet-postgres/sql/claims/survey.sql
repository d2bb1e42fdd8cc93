-- survey_holds   $1 when the hold before ends, $2 its id, $3 how many
-- Every hold that is open by its record, in the order in which they end, also those that are over.
SELECT c.id, c.expires_at, c.remaining, w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset
  FROM (SELECT c.id, c.expires_at, c.amount - c.taken AS remaining, c.wallet_id, c.shard_key
          FROM claims c
         WHERE c.kind = 1 AND c.status = 1 AND c.expires_at IS NOT NULL AND (c.expires_at, c.id) > ($1, $2)
         ORDER BY c.expires_at, c.id
         LIMIT $3) c
 CROSS JOIN LATERAL (
        SELECT w.owner, w.asset_id FROM wallets w WHERE w.id = c.wallet_id AND w.shard_key = c.shard_key LIMIT 1) w
 ORDER BY c.expires_at, c.id
