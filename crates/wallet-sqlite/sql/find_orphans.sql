-- find_orphans   ?1 and ?2 the wallet and the sequence before, ?3 the last wallet, ?4 how many
-- every entry with what is wrong with it, if anything: it is to be one of those that a posted transaction names
SELECT e.wallet_id, e.sequence,
       CASE WHEN t.number IS NULL OR t.status <> 1 THEN 'belongs to no posted transaction'
            WHEN e.number NOT BETWEEN t.first_entry AND t.first_entry + t.entry_count - 1
            THEN 'is none of those that its transaction names' END
FROM ledger_entries e
LEFT JOIN transactions t ON t.number = e.transaction_number
WHERE (e.wallet_id, e.sequence) > (?1, ?2) AND e.wallet_id <= ?3
ORDER BY e.wallet_id, e.sequence
LIMIT ?4
