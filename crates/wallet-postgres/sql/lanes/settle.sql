-- settle_lane   $1 lane, $2 its stripe key
-- After a read of several shards. A commit becomes visible in one shard after the other; it holds its lane's row until it is
-- visible there, and this waits for it.
SELECT crossed FROM lanes WHERE lane = $1 AND stripe_key = $2 FOR SHARE
