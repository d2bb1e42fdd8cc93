-- lock_wallets   $1 shard keys int2[], $2 owners text[], $3 stripes int2[], $4 positions in the codes int4[], $5 asset codes text[]
-- Ascending id, so that opposing batches cannot deadlock; the balance is the one that the lock was obtained on. Codes
-- become ids once a batch, so that each wallet is one look-up by its whole unique key.
SELECT f.slot, w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.usage
  FROM unnest($1::int2[], $2::text[], $3::int2[], $4::int4[]) WITH ORDINALITY
       AS f (shard_key, owner, stripe, position, slot)
  JOIN wallets w ON w.shard_key = f.shard_key AND w.owner = f.owner AND w.stripe = f.stripe
                AND w.asset_id = (SELECT array_agg(a.id ORDER BY c.position)
                                    FROM unnest($5::text[]) WITH ORDINALITY AS c (code, position)
                                    LEFT JOIN assets a ON a.code = c.code)[f.position]
 ORDER BY w.id
   FOR NO KEY UPDATE OF w
