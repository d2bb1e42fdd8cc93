-- list_heads
-- The latest commit of each lane that has a hash.
SELECT l.lane, l.number, l.head, c.created_at
  FROM lanes l
 CROSS JOIN LATERAL (
        SELECT c.created_at FROM commits c WHERE c.lane = l.lane AND c.number = l.number LIMIT 1) c
 WHERE l.head IS NOT NULL ORDER BY l.lane
