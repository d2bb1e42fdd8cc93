-- lock_owned   $1 shard key, $2 owner
-- An owner's wallets, locked in the order of their ids, as by batches.
SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance, w.held, w.debt,
       w.floor, w.sequence, w.version, w.status, w.last_entry_at
  FROM (SELECT n.id FROM (SELECT w.id FROM wallets w WHERE w.owner = $2 AND w.shard_key = $1 OFFSET 0) n
         ORDER BY n.id) f
 CROSS JOIN LATERAL (
        SELECT w.* FROM wallets w WHERE w.id = f.id AND w.shard_key = $1 FOR NO KEY UPDATE
       ) w
