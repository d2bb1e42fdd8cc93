-- upsert_rollup_day   ?1 day, ?2 asset, ?3 to ?11 the figures
-- As they are now.
INSERT INTO rollup_days (day, asset, credited, debited, spent, active, supply, treasury, revenue, minted, system_entries)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (asset, day) DO UPDATE SET credited = excluded.credited, debited = excluded.debited, spent = excluded.spent,
    active = excluded.active, supply = excluded.supply, treasury = excluded.treasury, revenue = excluded.revenue,
    minted = excluded.minted, system_entries = excluded.system_entries
