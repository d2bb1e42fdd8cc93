-- lock_wallets   as on plain PostgreSQL; all of one shard
-- One statement a shard: nothing is locked across them. The shard keys say which one it is.
SELECT f.slot, w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.usage
  FROM (SELECT n.slot, n.shard_key,
               (SELECT w.id FROM wallets w
                 WHERE w.owner = n.owner AND w.stripe = n.stripe AND w.shard_key = n.shard_key
                   AND w.shard_key = ANY ($1::int2[])
                   AND w.asset_id = (SELECT array_agg((SELECT a.id FROM assets a WHERE a.code = c.code) ORDER BY c.position)
                                       FROM unnest($5::text[]) WITH ORDINALITY AS c (code, position))[n.position]
                 LIMIT 1) AS id
          FROM unnest($1::int2[], $2::text[], $3::int2[], $4::int4[]) WITH ORDINALITY
               AS n (shard_key, owner, stripe, position, slot)
         ORDER BY id) AS f
 CROSS JOIN LATERAL (
        SELECT w.* FROM wallets w
         WHERE w.id = f.id AND w.shard_key = f.shard_key AND w.shard_key = ANY ($1::int2[])
           FOR NO KEY UPDATE
       ) w
