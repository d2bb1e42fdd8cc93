-- update_usage   ?1 id, ?2 usage
-- The write lock of the file is held.
UPDATE wallets SET usage = ?2 WHERE id = ?1
