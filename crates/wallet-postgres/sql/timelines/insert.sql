-- insert_timeline   $1 the timeline
-- Servers that meet a timeline at the same time agree on one name.
INSERT INTO timelines (timeline) VALUES ($1) ON CONFLICT (timeline) DO NOTHING
