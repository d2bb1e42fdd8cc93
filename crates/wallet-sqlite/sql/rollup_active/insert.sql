-- insert_rollup_active   ?1 built, ?2 wallet
-- Each once a day.
INSERT INTO rollup_active (built, wallet_id) VALUES (?1, ?2) ON CONFLICT (built, wallet_id) DO NOTHING
