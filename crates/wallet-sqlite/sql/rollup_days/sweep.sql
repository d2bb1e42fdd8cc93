-- sweep_rollup_days   ?1 first built, ?2 built behind the last, ?3 how many
-- Along the key, a few at once: commits wait for no more.
DELETE FROM rollup_days WHERE (built, asset, day) IN (
    SELECT built, asset, day FROM rollup_days WHERE built >= ?1 AND built < ?2 LIMIT ?3)
