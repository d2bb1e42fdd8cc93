-- lock_lanes
-- In order, so that nobody waits in a circle.
SELECT lane, number FROM lanes ORDER BY lane FOR NO KEY UPDATE
