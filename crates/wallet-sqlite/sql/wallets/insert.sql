-- insert_wallet   in the order of the columns; empty
-- number is the low part of id: one more than the store's last.
INSERT INTO wallets (id, number, shard_key, owner, asset_id, stripe, balance, sequence, version, floor, status,
                     last_entry_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
