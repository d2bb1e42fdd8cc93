-- list_entered_wallets   ?1 the first id, ?2 the last
-- The wallets of a range that have entries; read as far as a chunk needs.
SELECT id FROM wallets WHERE id >= ?1 AND id <= ?2 AND last_entry IS NOT NULL ORDER BY id
