-- list_unplaced   as on plain PostgreSQL
-- The feed is the coordinator's: how far each lane is in it comes first.
WITH placed AS MATERIALIZED (
    SELECT f.lane, max(f.number) AS number FROM feed f WHERE f.lane IS NOT NULL GROUP BY f.lane
), lane AS MATERIALIZED (
    SELECT l.lane, l.stripe_key, coalesce(p.number, 0) AS placed FROM lanes l LEFT JOIN placed p ON p.lane = l.lane
), unplaced AS MATERIALIZED (
    SELECT c.ordinal, c.lane, c.number, c.created_at AS at
      FROM lane l
      JOIN commits c ON c.stripe_key = l.stripe_key AND c.lane = l.lane
     WHERE c.number > l.placed AND c.number <= l.placed + $1
)
SELECT coalesce((SELECT max(f.position) FROM feed f), 0) + row_number() OVER (ORDER BY h.ordinal) AS position,
       h.lane, h.number, h.change, h.at
  FROM (SELECT u.ordinal, u.lane, u.number, NULL::int8 AS change, u.at FROM unplaced u
         UNION ALL
       (SELECT g.ordinal, NULL, NULL, g.number, g.at FROM changes g
         WHERE CASE WHEN g.object IS NULL THEN g.number END > coalesce((SELECT max(f.change) FROM feed f), 0)
         ORDER BY CASE WHEN g.object IS NULL THEN g.number END LIMIT $1)) h
 ORDER BY h.ordinal LIMIT $1
