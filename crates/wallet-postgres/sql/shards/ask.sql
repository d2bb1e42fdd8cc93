-- find_distribution
-- Whether this node is a cluster's coordinator, and whether the ledger is distributed. Of Citus' own tables.
SELECT citus_is_coordinator() AS is_coordinator,
       EXISTS (SELECT FROM pg_dist_partition p
                WHERE p.logicalrelid = to_regclass('wallets') AND p.partmethod = 'h') AS is_distributed
