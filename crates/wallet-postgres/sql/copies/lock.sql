-- lock_copy
-- Imports wait for each other here, and need a copy that is not whole.
SELECT 1 FROM copies WHERE finished_at IS NULL FOR UPDATE
