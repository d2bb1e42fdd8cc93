-- lock_lane   $1 lane
-- The lane's mutex: batches of one lane take turns, whichever server they come from. Also returns the number of lanes.
SELECT number, head, (SELECT count(*) FROM lanes) AS lanes FROM lanes WHERE lane = $1 FOR NO KEY UPDATE
