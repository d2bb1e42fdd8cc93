-- lock_lanes
-- In order, as whoever locks several does.
SELECT lane, number FROM lanes ORDER BY lane FOR NO KEY UPDATE
