-- list_shards
-- Every shard of the ledger with the node that keeps it, and the names of its tables there, those that every node has
-- included, in the order of their hashes. Of Citus' own tables.
SELECT s.shardid AS shard, n.nodename AS host, n.nodeport AS port, t.tables, t.names
  FROM pg_dist_shard s
  JOIN pg_dist_partition w ON w.logicalrelid = s.logicalrelid
  JOIN pg_dist_placement p ON p.shardid = s.shardid
  JOIN pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'
 CROSS JOIN LATERAL (
       SELECT array_agg(c.relname::text ORDER BY c.relname) AS tables,
              array_agg(shard_name(b.logicalrelid, b.shardid) ORDER BY c.relname) AS names
         FROM pg_dist_shard b
         JOIN pg_dist_partition d ON d.logicalrelid = b.logicalrelid
         JOIN pg_class c ON c.oid = b.logicalrelid
        WHERE d.colocationid = w.colocationid AND b.shardminvalue = s.shardminvalue
           OR d.partmethod = 'n' AND d.repmodel = 't'
       ) t
 WHERE s.logicalrelid = 'wallets'::regclass
 ORDER BY s.shardminvalue::int4
