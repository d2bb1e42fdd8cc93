-- insert_rollup_active   $1 built, $2 wallets
-- Each once a day.
INSERT INTO rollup_active (built, wallet_id) SELECT $1::int8, * FROM unnest($2::int8[])
ON CONFLICT (built, wallet_id) DO NOTHING
