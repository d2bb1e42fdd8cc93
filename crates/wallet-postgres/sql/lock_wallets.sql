-- lock_wallets   $1 shard keys int2[], $2 owners text[], $3 asset codes text[], $4 stripes int2[]
-- Ascending id, so that opposing batches cannot deadlock; the balance is the one that the lock was obtained on.
SELECT f.slot, w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest($1::int2[], $2::text[], $3::text[], $4::int2[]) WITH ORDINALITY AS f (shard_key, owner, asset, stripe, slot)
  JOIN assets a ON a.code = f.asset
  JOIN wallets w ON w.shard_key = f.shard_key AND w.owner = f.owner AND w.asset_id = a.id AND w.stripe = f.stripe
 ORDER BY w.id
   FOR NO KEY UPDATE OF w
