-- list_lanes
-- Each with the number of its latest commit, and the shard key of its stripes. A lane that only a commit names was slipped in, and is listed too.
SELECT l.lane,
       coalesce(
           (SELECT c.number - (l.lane << 48) FROM commits c
            WHERE c.number > l.lane << 48 AND c.number < (l.lane + 1) << 48
            ORDER BY c.number DESC LIMIT 1),
           0),
       coalesce((SELECT w.shard_key FROM wallets w WHERE w.owner = 'system:treasury' AND w.stripe = l.lane LIMIT 1), l.lane)
FROM (SELECT lane FROM lanes UNION SELECT coalesce(max(number), 0) >> 48 FROM commits) l
ORDER BY l.lane
