-- upsert_rollup   ?1 built, ?2 day, ?3 asset, ?4 flow, ?5 kind, ?6 label, ?7 count, ?8 credited, ?9 debited
-- The figures as they are now, not what was added.
INSERT INTO rollups (built, day, asset, flow, kind, label, count, credited, debited)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (built, asset, kind, day, flow, label) DO UPDATE SET count = excluded.count, credited = excluded.credited,
    debited = excluded.debited
