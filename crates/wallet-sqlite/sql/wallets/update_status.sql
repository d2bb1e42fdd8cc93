-- update_status   ?1 id, ?2 status, ?3 version
-- what operators change of a wallet
UPDATE wallets SET status = ?2, version = ?3 WHERE id = ?1
