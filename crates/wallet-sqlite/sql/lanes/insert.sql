-- insert_lane   ?1 lane
-- or leaves it as it is
INSERT INTO lanes (lane) VALUES (?1) ON CONFLICT (lane) DO NOTHING
