-- import_wallet   ?1 id, ?2 number, ?3 shard key, ?4 owner, ?5 asset's code, ?6 stripe, ?7 floor, ?8 time
-- Empty, as every wallet begins. Leaves a wallet that has the id.
INSERT INTO wallets (id, number, shard_key, owner, asset_id, stripe, balance, sequence, version, floor, status,
                     last_entry_at, created_at)
VALUES (?1, ?2, ?3, ?4, (SELECT id FROM assets WHERE code = ?5), ?6, 0, 0, 0, ?7, 1, ?8, ?8)
ON CONFLICT (id) DO NOTHING
