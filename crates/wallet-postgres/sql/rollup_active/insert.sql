-- insert_rollup_active   $1 wallets
-- Each once a day.
INSERT INTO rollup_active (wallet_id) SELECT * FROM unnest($1::int8[]) ON CONFLICT (wallet_id) DO NOTHING
