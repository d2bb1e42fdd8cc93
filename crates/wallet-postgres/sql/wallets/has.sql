-- has_wallet   $1 shard key, $2 id
-- The wallet may have been opened after its chunk was read.
SELECT 1 FROM wallets WHERE shard_key = $1 AND id = $2
