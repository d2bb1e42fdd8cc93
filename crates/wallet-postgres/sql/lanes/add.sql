-- add_lanes   $1 how many there are to be
-- Leaves the lanes that are there.
INSERT INTO lanes (lane) SELECT lane::int2 FROM generate_series(0, $1::int4 - 1) AS s (lane)
ON CONFLICT (lane) DO NOTHING
