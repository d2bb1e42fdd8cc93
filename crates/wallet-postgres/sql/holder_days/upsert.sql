-- upsert_holder_days   $1 day, then arrays: $2 assets, $3 wallets, $4 holders, $5 totals
-- The latest of a day counts.
INSERT INTO holder_days (asset, day, wallets, holders, total)
SELECT n.asset, $1, n.wallets, n.holders, n.total
  FROM unnest($2::text[], $3::int8[], $4::int8[], $5::int8[]) AS n (asset, wallets, holders, total)
ON CONFLICT (asset, day) DO UPDATE SET wallets = EXCLUDED.wallets, holders = EXCLUDED.holders, total = EXCLUDED.total
