-- list_shards
-- Every shard of the ledger with the node that keeps it, in the order of their hashes. Of Citus' own tables.
SELECT s.shardid AS shard, n.nodename AS host, n.nodeport AS port
  FROM pg_dist_shard s
  JOIN pg_dist_placement p ON p.shardid = s.shardid
  JOIN pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'
 WHERE s.logicalrelid = 'wallets'::regclass
 ORDER BY s.shardminvalue::int4
