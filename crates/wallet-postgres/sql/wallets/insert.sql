-- insert_wallet   $1 shard key, $2 owner, $3 asset code, $4 floor, $5 time, $6 stripe
-- No row comes back if the wallet is there or the asset is not.
INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                     last_entry_at, created_at)
SELECT $1::int2, ($1::int2::int8 << 48) | nextval('wallet_numbers'), $2, a.id, $6, 0, 0, 0, $4, 1, $5, $5
  FROM assets a WHERE a.code = $3
ON CONFLICT (shard_key, owner, asset_id, stripe) DO NOTHING
RETURNING id, balance, held, debt, floor, sequence, version, status, last_entry_at
