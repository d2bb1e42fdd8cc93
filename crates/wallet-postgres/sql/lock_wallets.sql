-- lock_wallets   $1 shard keys int2[], $2 owners text[], $3 stripes int2[], $4 positions in the codes int4[], $5 asset codes text[]
-- Locked in the order of the rows that are asked for, which is that of their names, so that opposing batches cannot
-- deadlock; the balance is the one that the lock was obtained on. Codes become ids once a batch.
SELECT f.slot, w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.usage
  FROM unnest($1::int2[], $2::text[], $3::int2[], $4::int4[]) WITH ORDINALITY
       AS f (shard_key, owner, stripe, position, slot)
 CROSS JOIN LATERAL (
        SELECT w.* FROM wallets w
         WHERE w.owner = f.owner AND w.stripe = f.stripe AND w.shard_key = f.shard_key
           AND w.asset_id = (SELECT array_agg((SELECT a.id FROM assets a WHERE a.code = c.code) ORDER BY c.position)
                               FROM unnest($5::text[]) WITH ORDINALITY AS c (code, position))[f.position]
           FOR NO KEY UPDATE
       ) w
