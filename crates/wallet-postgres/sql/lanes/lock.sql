-- lock_lane   $1 lane, $2 its stripe key
-- The lane's mutex: batches of one lane take turns, whichever server they come from. Also returns the layout, by which a
-- server learns of lanes that it does not know.
SELECT number, head, layout FROM lanes WHERE lane = $1 AND stripe_key = $2 FOR NO KEY UPDATE
