-- insert_lane   ?1 lane
-- Leaves a lane that is there.
INSERT INTO lanes (lane) VALUES (?1) ON CONFLICT (lane) DO NOTHING
