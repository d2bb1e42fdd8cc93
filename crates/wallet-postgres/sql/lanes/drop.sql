-- drop_lanes   $1 how many there are to be
-- Lanes that `wallet migrate` gave a database that was still empty; the next one gives them again.
DELETE FROM lanes WHERE lane >= $1::int4 AND number = 0
