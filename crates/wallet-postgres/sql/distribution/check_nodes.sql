-- check_nodes
-- What is wrong with the workers that are to keep shards, a sentence each. A commit over several nodes is prepared on each.
SELECT n.nodename || ':' || n.nodeport AS node,
       CASE WHEN NOT r.success THEN 'cannot be reached: ' || r.result
            WHEN r.result = '0' THEN 'has max_prepared_transactions = 0, so that no commit could be over two nodes: set it '
                                     || 'to twice max_connections, and restart the worker' END AS why
  FROM pg_dist_node n
  LEFT JOIN run_command_on_workers('SHOW max_prepared_transactions') r
    ON r.nodename = n.nodename AND r.nodeport = n.nodeport
 WHERE n.noderole = 'primary' AND n.shouldhaveshards AND n.isactive
 ORDER BY n.nodename, n.nodeport
