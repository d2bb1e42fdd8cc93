-- lock_copy
-- What is taken in comes one after the other, and only into a copy that is not whole.
SELECT 1 FROM copies WHERE finished_at IS NULL FOR UPDATE
