-- clear_rollup_active
-- All of them.
DELETE FROM rollup_active
