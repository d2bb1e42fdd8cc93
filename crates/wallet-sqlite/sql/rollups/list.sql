-- list_rollups   ?1 asset, ?2 kind, ?3 first and ?4 last day
-- Along the key.
SELECT day, asset, flow, kind, label, count, credited, debited FROM rollups
WHERE asset = ?1 AND kind = ?2 AND day >= ?3 AND day <= ?4
