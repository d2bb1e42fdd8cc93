-- update_usage   ?1 id, ?2 usage
-- what is used of limits by now
UPDATE wallets SET usage = ?2 WHERE id = ?1
