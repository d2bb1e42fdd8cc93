-- read_clock
-- The database's clock at this moment, not at the begin of a database transaction: in a flight, after its locks.
SELECT clock_timestamp() AS now
