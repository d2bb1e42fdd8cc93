-- update_wallet   ?1 id, ?2 balance, ?3 held, ?4 sequence, ?5 version, ?6 last_entry_at, ?7 last_entry, ?8 debt
-- Once a batch for each wallet. Its entries are there already: a trigger compares.
UPDATE wallets SET balance = ?2, held = ?3, sequence = ?4, version = ?5, last_entry_at = ?6, last_entry = ?7, debt = ?8
WHERE id = ?1
