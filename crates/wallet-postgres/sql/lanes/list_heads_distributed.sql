-- list_heads   as on plain PostgreSQL
-- A lane's commits are in its shard.
SELECT l.lane, l.number, l.head, c.created_at
  FROM lanes l
  JOIN commits c ON c.stripe_key = l.stripe_key AND c.lane = l.lane AND c.number = l.number
 WHERE l.head IS NOT NULL ORDER BY l.lane
