-- finish_rebuild   ?1 built, ?2 position and ?3 place of those beside, ?4, ?5 and ?6 of those that are read
-- One row says what is read, so all figures change at once.
UPDATE rollup_state
SET (built, zone, labels, position, place, at, day) =
    (SELECT built, zone, labels, position, place, at, day FROM rollup_state WHERE number = 2)
WHERE number = 1 AND built = ?4 AND position = ?5 AND place = ?6
  AND EXISTS (SELECT 1 FROM rollup_state WHERE number = 2 AND built = ?1 AND position = ?2 AND place = ?3)
