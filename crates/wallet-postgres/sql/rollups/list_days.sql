-- list_rolled_days
-- For the proof, which reads everything.
SELECT r.asset, r.day FROM rollup_state s JOIN rollups r ON r.built = s.built WHERE s.number = 1
 UNION
SELECT r.asset, r.day FROM rollup_state s JOIN rollup_days r ON r.built = s.built WHERE s.number = 1
