-- settle_wallet   ?1 id, ?2 held, ?3 version, ?4 status, ?5 last_entry_at, ?6 usage, ?7 debt
-- The columns of a copied wallet that do not follow from its entries.
UPDATE wallets SET held = ?2, version = ?3, status = ?4, last_entry_at = ?5, usage = ?6, debt = ?7 WHERE id = ?1
