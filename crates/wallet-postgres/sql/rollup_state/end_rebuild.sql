-- end_rebuild
-- What was beside is read now.
DELETE FROM rollup_state WHERE number = 2
