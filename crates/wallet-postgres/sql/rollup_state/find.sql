-- find_rollup_state   $1 number
-- By key.
SELECT built, zone, labels, position, place, at, day FROM rollup_state WHERE number = $1
