-- list_unplaced   $1 how many
-- What one snapshot shows and has no position, with the one that it is to have. Of each lane that is a part behind which
-- nothing is missing, and so it is of the changes: they are made one after the other. The feed does not tell of changes of
-- objects. All of it is in the order of the ordinals, so that what the limit leaves out depends on what it
-- does not, never the other way.
SELECT coalesce((SELECT max(f.position) FROM feed f), 0) + row_number() OVER (ORDER BY h.ordinal) AS position,
       h.lane, h.number, h.change, h.at
  FROM (SELECT c.ordinal, l.lane, c.number, NULL::int8 AS change, c.at
          FROM lanes l
         CROSS JOIN LATERAL (
                SELECT c.ordinal, c.number, c.created_at AS at FROM commits c
                 WHERE c.lane = l.lane
                   AND c.number > coalesce((SELECT max(f.number) FROM feed f WHERE f.lane = l.lane), 0)
                 ORDER BY c.number LIMIT $1) c
         UNION ALL
       (SELECT g.ordinal, NULL, NULL, g.number, g.at FROM changes g
         WHERE CASE WHEN g.object IS NULL THEN g.number END > coalesce((SELECT max(f.change) FROM feed f), 0)
         ORDER BY CASE WHEN g.object IS NULL THEN g.number END LIMIT $1)) h
 ORDER BY h.ordinal LIMIT $1
