-- settle_lane   $1 lane, $2 its stripe key
-- Before and after a read of several shards. A commit becomes visible in one shard after the other; it holds this row in
-- each until it is visible there, and this waits for it.
SELECT count FROM crossings WHERE lane = $1 AND stripe_key = $2 FOR SHARE
