-- finish_copy   ?1 time
-- From now on a store like any other.
UPDATE copies SET finished_at = ?1 WHERE finished_at IS NULL
