-- list_entry_legs   ?1 the number before, ?2 how many
-- Every entry in the table's order, with whether its wallet is there, and the reason if no posted transaction names
-- it.
SELECT e.number, e.wallet_id, e.sequence, EXISTS (SELECT 1 FROM wallets w WHERE w.id = e.wallet_id),
       CASE WHEN t.number IS NULL OR t.status <> 1 THEN 'belongs to no posted transaction'
            WHEN e.number NOT BETWEEN t.first_entry AND t.first_entry + t.entry_count - 1
            THEN 'is none of those that its transaction names' END
FROM ledger_entries e
LEFT JOIN transactions t ON t.number = e.transaction_number
WHERE e.number > ?1
ORDER BY e.number
LIMIT ?2
