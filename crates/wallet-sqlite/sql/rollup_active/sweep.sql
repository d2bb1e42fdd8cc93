-- sweep_rollup_active   ?1 first built, ?2 built behind the last, ?3 how many
-- Along the key, a few at once: commits wait for no more.
DELETE FROM rollup_active WHERE (built, wallet_id) IN (
    SELECT built, wallet_id FROM rollup_active WHERE built >= ?1 AND built < ?2 LIMIT ?3)
