-- upsert_rollup_day   ?1 built, ?2 day, ?3 asset, ?4 to ?12 the figures
-- As they are now.
INSERT INTO rollup_days (built, day, asset, credited, debited, spent, active, supply, treasury, revenue, minted,
                         system_entries)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (built, asset, day) DO UPDATE SET credited = excluded.credited, debited = excluded.debited,
    spent = excluded.spent, active = excluded.active, supply = excluded.supply, treasury = excluded.treasury,
    revenue = excluded.revenue, minted = excluded.minted, system_entries = excluded.system_entries
