-- list_rolled_days
-- For the proof, which reads everything.
SELECT asset, day FROM rollups UNION SELECT asset, day FROM rollup_days
