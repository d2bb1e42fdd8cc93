-- advance_rollup_state   ?1 built, ?2 position and ?3 place before, ?4 position, ?5 place, ?6 time and ?7 day after
-- If it is where the step begins.
UPDATE rollup_state SET position = ?4, place = ?5, at = ?6, day = ?7
WHERE number IN (1, 2) AND built = ?1 AND position = ?2 AND place = ?3
