-- update_wallet   ?1 id, ?2 balance, ?3 sequence, ?4 version, ?5 last_entry_at, ?6 last_entry
-- once a batch for each wallet, however many entries it got; they are there already, a trigger compares
UPDATE wallets SET balance = ?2, sequence = ?3, version = ?4, last_entry_at = ?5, last_entry = ?6 WHERE id = ?1
