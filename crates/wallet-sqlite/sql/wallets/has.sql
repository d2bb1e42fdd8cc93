-- has_wallet   ?1 id
-- The wallet may have been opened after its chunk was read.
SELECT 1 FROM wallets WHERE id = ?1
