-- list_events   as on plain PostgreSQL
-- The feed and the changes are the coordinator's, the commits are not: the positions come first.
WITH page AS MATERIALIZED (
    SELECT position, lane, number, change FROM feed WHERE position >= $1 ORDER BY position LIMIT $2
), placed AS MATERIALIZED (
    SELECT f.position, l.stripe_key, f.lane, f.number FROM page f JOIN lanes l ON l.lane = f.lane
), committed AS MATERIALIZED (
    SELECT f.position, c.transaction_ids
      FROM placed f
      JOIN commits c ON c.stripe_key = f.stripe_key AND c.lane = f.lane AND c.number = f.number
)
SELECT f.position, c.transaction_ids,
       g.number, g.at, g.actor, g.actor_name, g.reason, g.action, g.owner, g.asset, g.object,
       g.before, g.after
  FROM page f
  LEFT JOIN committed c ON c.position = f.position
  LEFT JOIN changes g ON g.number = f.change
 ORDER BY f.position
