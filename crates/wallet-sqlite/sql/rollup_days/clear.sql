-- clear_rollup_days
-- All of them.
DELETE FROM rollup_days
