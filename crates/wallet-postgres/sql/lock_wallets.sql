-- lock_wallets   $1 shard keys int2[], $2 owners text[], $3 asset codes text[]; stripe 0 of each
-- Ascending id, so that opposing batches cannot deadlock; the balance is the one that the lock was obtained on.
SELECT f.slot, w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM unnest($1::int2[], $2::text[], $3::text[]) WITH ORDINALITY AS f (shard_key, owner, asset, slot)
  JOIN assets a ON a.code = f.asset
  JOIN wallets w ON w.shard_key = f.shard_key AND w.owner = f.owner AND w.asset_id = a.id AND w.stripe = 0
 ORDER BY w.id
   FOR NO KEY UPDATE OF w
