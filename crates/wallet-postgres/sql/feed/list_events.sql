-- list_events   $1 the first position, $2 how many positions
-- A commit by the ids of its transactions, a change whole.
SELECT f.position, c.transaction_ids,
       g.number, g.at, g.actor, g.actor_name, g.reason, g.action, g.owner, g.asset, g.object,
       g.before, g.after
  FROM (SELECT position, lane, number, change FROM feed WHERE position >= $1 ORDER BY position LIMIT $2) f
  LEFT JOIN LATERAL (
        SELECT c.transaction_ids FROM commits c WHERE c.lane = f.lane AND c.number = f.number LIMIT 1) c ON true
  LEFT JOIN LATERAL (
        SELECT g.* FROM changes g WHERE g.number = f.change LIMIT 1) g ON true
 ORDER BY f.position
