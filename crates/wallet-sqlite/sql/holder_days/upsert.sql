-- upsert_holder_day   in the order of the columns
-- The latest of a day counts.
INSERT INTO holder_days (asset, day, wallets, holders, total) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (asset, day) DO UPDATE SET wallets = excluded.wallets, holders = excluded.holders, total = excluded.total
