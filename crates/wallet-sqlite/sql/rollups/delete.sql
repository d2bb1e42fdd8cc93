-- delete_rollup   ?1 built, ?2 day, ?3 asset, ?4 flow, ?5 kind, ?6 label
-- By key.
DELETE FROM rollups WHERE built = ?1 AND day = ?2 AND asset = ?3 AND flow = ?4 AND kind = ?5 AND label = ?6
