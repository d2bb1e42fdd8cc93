-- list_lanes
-- The number of each lane as its row says it, and that of its latest commit.
SELECT l.lane, l.stripe_key, l.number, l.head,
       coalesce((SELECT max(c.number) FROM commits c WHERE c.lane = l.lane AND c.stripe_key = l.stripe_key), 0) AS latest
  FROM lanes l
 ORDER BY l.lane
