-- find_mark   ?1 wallet_id, ?2 a sequence
-- The nearest mark at or above it. The index is used only because its own condition is repeated here.
SELECT number, sequence FROM ledger_entries
WHERE wallet_id = ?1 AND sequence >= ?2 AND sequence % 16 = 0
ORDER BY sequence
LIMIT 1
