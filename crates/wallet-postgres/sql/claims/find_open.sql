-- find_open_holds   $1 shard keys int2[], $2 owners text[], $3 asset codes text[]; of owners without stripes
-- The open holds of these wallets, which are locked.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
  FROM unnest($1::int2[], $2::text[], $3::text[]) AS f (shard_key, owner, asset)
 CROSS JOIN LATERAL (
        SELECT w.id FROM wallets w
         WHERE w.owner = f.owner AND w.stripe = 0 AND w.shard_key = f.shard_key
           AND w.asset_id = (SELECT a.id FROM assets a WHERE a.code = f.asset)
         LIMIT 1) w
 CROSS JOIN LATERAL (
        SELECT c.* FROM claims c
         WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1
        OFFSET 0) c
