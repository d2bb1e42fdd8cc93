-- find_rollup_state
-- Its one row, by key.
SELECT built, zone, labels, position, place, at, day FROM rollup_state WHERE number = 1
