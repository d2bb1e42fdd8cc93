-- clear_rollups
-- All of them.
DELETE FROM rollups
