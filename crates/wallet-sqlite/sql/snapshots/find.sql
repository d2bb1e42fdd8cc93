-- find_snapshot
-- The moment of the newest.
SELECT taken_at, position, is_approximate FROM snapshots WHERE number = 1 AND taken_at IS NOT NULL
