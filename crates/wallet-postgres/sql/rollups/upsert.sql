-- upsert_rollups   $1 days, $2 assets, $3 flows, $4 kinds, $5 labels, $6 counts, $7 credited, $8 debited, $9 built
-- The figures as they are now, not what was added.
INSERT INTO rollups (built, day, asset, flow, kind, label, count, credited, debited)
SELECT $9::int8, * FROM unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::int8[], $7::int8[],
                               $8::int8[])
ON CONFLICT (built, asset, kind, day, flow, label) DO UPDATE SET count = excluded.count, credited = excluded.credited,
    debited = excluded.debited
