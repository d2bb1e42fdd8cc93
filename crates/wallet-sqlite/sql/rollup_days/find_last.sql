-- find_last_rollup_day   ?1 built, ?2 asset, ?3 the day after
-- The end of the key.
SELECT day, asset, credited, debited, spent, active, supply, treasury, revenue, minted, system_entries FROM rollup_days
WHERE built = ?1 AND asset = ?2 AND day < ?3 ORDER BY day DESC LIMIT 1
