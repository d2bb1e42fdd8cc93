-- sweep_rollups   ?1 first built, ?2 built behind the last, ?3 how many
-- Along the key, a few at once: commits wait for no more.
DELETE FROM rollups WHERE (built, asset, kind, day, flow, label) IN (
    SELECT built, asset, kind, day, flow, label FROM rollups WHERE built >= ?1 AND built < ?2 LIMIT ?3)
