-- upsert_rollup_days   $1 days, $2 assets, $3 to $11 the figures, $12 built
-- As they are now.
INSERT INTO rollup_days (built, day, asset, credited, debited, spent, active, supply, treasury, revenue, minted,
                         system_entries)
SELECT $12::int8, * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],
                                $8::int8[], $9::int8[], $10::int8[], $11::int8[])
ON CONFLICT (built, asset, day) DO UPDATE SET credited = excluded.credited, debited = excluded.debited,
    spent = excluded.spent, active = excluded.active, supply = excluded.supply, treasury = excluded.treasury,
    revenue = excluded.revenue, minted = excluded.minted, system_entries = excluded.system_entries
