-- lock_lanes
-- In order, so that nobody waits in a circle.
SELECT lane, stripe_key, number FROM lanes ORDER BY lane FOR NO KEY UPDATE
