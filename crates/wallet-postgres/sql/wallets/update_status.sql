-- update_status   $1 id, $2 status, $3 version
-- The row is locked.
UPDATE wallets SET status = $2, version = $3 WHERE id = $1 AND shard_key = ($1::int8 >> 48)::int2
