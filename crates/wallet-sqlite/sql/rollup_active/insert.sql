-- insert_rollup_active   ?1 wallet
-- Each once a day.
INSERT INTO rollup_active (wallet_id) VALUES (?1) ON CONFLICT (wallet_id) DO NOTHING
