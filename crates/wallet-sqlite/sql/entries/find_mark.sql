-- find_mark   ?1 wallet_id, ?2 a sequence
-- the nearest mark at or above it; the index is used only because its own term is repeated here
SELECT number, sequence FROM ledger_entries
WHERE wallet_id = ?1 AND sequence >= ?2 AND sequence % 16 = 0
ORDER BY sequence
LIMIT 1
