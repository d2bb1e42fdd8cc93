-- list_lanes
-- The number of each lane as its row says it, and that of its latest commit.
SELECT l.lane, l.number, l.head, coalesce((SELECT max(c.number) FROM commits c WHERE c.lane = l.lane), 0) AS latest
  FROM lanes l
 ORDER BY l.lane
