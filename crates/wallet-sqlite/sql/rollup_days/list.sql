-- list_rollup_days   ?1 built, ?2 asset, ?3 first and ?4 last day
-- Along the key.
SELECT day, asset, credited, debited, spent, active, supply, treasury, revenue, minted, system_entries FROM rollup_days
WHERE built = ?1 AND asset = ?2 AND day >= ?3 AND day <= ?4 ORDER BY day
