-- list_entered_wallets   ?1 the first id, ?2 the last
-- those of a range whose entries can be walked; read as far as a chunk needs
SELECT id FROM wallets WHERE id >= ?1 AND id <= ?2 AND last_entry IS NOT NULL ORDER BY id
