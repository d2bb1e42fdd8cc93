-- insert_lanes   $1 how many there are to be
-- Lanes are added, never taken away: their commits stay.
INSERT INTO lanes (lane) SELECT lane::int2 FROM generate_series(1, $1::int4 - 1) AS s (lane)
ON CONFLICT (lane) DO NOTHING
