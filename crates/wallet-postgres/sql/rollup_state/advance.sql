-- advance_rollup_state   $1 built, $2 position and $3 place before, $4, $5, $6 time and $7 day after, $8 number
-- If it is where the step begins. Its row is locked first: of those who fold the same events the others find another place.
UPDATE rollup_state SET position = $4, place = $5, at = $6, day = $7
 WHERE number = $8 AND built = $1 AND position = $2 AND place = $3
RETURNING position
