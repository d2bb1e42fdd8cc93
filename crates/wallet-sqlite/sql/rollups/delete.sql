-- delete_rollup   ?1 day, ?2 asset, ?3 flow, ?4 kind, ?5 label
-- By key.
DELETE FROM rollups WHERE day = ?1 AND asset = ?2 AND flow = ?3 AND kind = ?4 AND label = ?5
