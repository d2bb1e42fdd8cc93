-- list_rollups   ?1 built, ?2 asset, ?3 kind, ?4 first and ?5 last day
-- Along the key.
SELECT day, asset, flow, kind, label, count, credited, debited FROM rollups
WHERE built = ?1 AND asset = ?2 AND kind = ?3 AND day >= ?4 AND day <= ?5
