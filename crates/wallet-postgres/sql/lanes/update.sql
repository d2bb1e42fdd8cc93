-- update_lane   $1 lane, $2 number, $3 hash of that commit
-- Its row has been locked since the first flight.
UPDATE lanes SET number = $2, head = $3 WHERE lane = $1
