-- list_lanes
-- Where each lane says it is, and where its commits are.
SELECT l.lane, l.number, l.head, coalesce((SELECT max(c.number) FROM commits c WHERE c.lane = l.lane), 0) AS latest
  FROM lanes l
 ORDER BY l.lane
