-- list_rollup_days   ?1 asset, ?2 first and ?3 last day
-- Along the key.
SELECT day, asset, credited, debited, spent, active, supply, treasury, revenue, minted, system_entries FROM rollup_days
WHERE asset = ?1 AND day >= ?2 AND day <= ?3 ORDER BY day
