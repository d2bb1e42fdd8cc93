-- count_lanes
-- The database's fact, so that all servers agree.
SELECT count(*) AS lanes FROM lanes
