-- update_lane   $1 lane, $2 its stripe key, $3 number, $4 hash of that commit
-- Its row has been locked since the first flight.
UPDATE lanes SET number = $3, head = $4 WHERE lane = $1 AND stripe_key = $2
