-- upsert_rollup   ?1 day, ?2 asset, ?3 flow, ?4 kind, ?5 label, ?6 count, ?7 credited, ?8 debited
-- The figures as they are now, not what was added.
INSERT INTO rollups (day, asset, flow, kind, label, count, credited, debited) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (asset, kind, day, flow, label) DO UPDATE SET count = excluded.count, credited = excluded.credited,
    debited = excluded.debited
