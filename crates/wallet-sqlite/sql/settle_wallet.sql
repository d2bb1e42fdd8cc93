-- settle_wallet   ?1 id, ?2 version, ?3 status, ?4 last_entry_at
-- what of a copied wallet does not follow from its entries
UPDATE wallets SET version = ?2, status = ?3, last_entry_at = ?4 WHERE id = ?1
