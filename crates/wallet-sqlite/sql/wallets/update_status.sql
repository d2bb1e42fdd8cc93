-- update_status   ?1 id, ?2 status, ?3 version
-- The write lock of the file is held.
UPDATE wallets SET status = ?2, version = ?3 WHERE id = ?1
