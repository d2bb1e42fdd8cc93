-- find_copy
-- At most one: a store is a copy from its beginning or never.
SELECT source, finished_at IS NOT NULL FROM copies
