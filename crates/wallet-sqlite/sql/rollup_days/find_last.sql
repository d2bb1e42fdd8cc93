-- find_last_rollup_day   ?1 asset, ?2 the day after
-- The end of the key.
SELECT day, asset, credited, debited, spent, active, supply, treasury, revenue, minted, system_entries FROM rollup_days
WHERE asset = ?1 AND day < ?2 ORDER BY day DESC LIMIT 1
