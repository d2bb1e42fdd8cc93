-- drop_lane   $1 lane, $2 its stripe key
-- One that `wallet migrate` gave a database that was still empty, and the source of a copy does not have.
DELETE FROM lanes WHERE lane = $1 AND stripe_key = $2 AND number = 0
