-- count_lanes
-- One, unless the ledger was copied from a store that had more.
SELECT count(*) FROM lanes
