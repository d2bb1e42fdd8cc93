-- count_lanes
-- one, unless the ledger was copied from a store that had more
SELECT count(*) FROM lanes
