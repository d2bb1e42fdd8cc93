-- find_timeline   $1 the timeline
-- By the key.
SELECT name FROM timelines WHERE timeline = $1
