-- find_shard_here   $1 a shard
-- Behind its guard. A row if this node keeps it.
SELECT p.shardid FROM pg_dist_placement p WHERE p.shardid = $1 AND p.groupid = (SELECT g.groupid FROM pg_dist_local_group g)
