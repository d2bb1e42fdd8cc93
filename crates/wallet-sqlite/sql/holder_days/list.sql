-- list_holder_days   ?1 asset, ?2 from this day, ?3 to this day
-- By day.
SELECT day, wallets, holders, total FROM holder_days WHERE asset = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day
