-- finish_rebuild   $1 built, $2 position and $3 place of those beside, $4, $5 and $6 of those that are read
-- One row says what is read, so all figures change at once.
UPDATE rollup_state s
   SET built = r.built, zone = r.zone, labels = r.labels, position = r.position, place = r.place, at = r.at, day = r.day
  FROM rollup_state r
 WHERE s.number = 1 AND s.built = $4 AND s.position = $5 AND s.place = $6
   AND r.number = 2 AND r.built = $1 AND r.position = $2 AND r.place = $3
RETURNING s.position
