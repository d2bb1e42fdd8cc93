-- find_line   ?1 number
-- As find_link, with what a statement shows of it.
SELECT e.wallet_id, e.sequence, e.previous, e.amount, e.balance_after, t.id, t.flow, t.reference, t.description,
       t.created_at, t.metadata
FROM ledger_entries e
JOIN transactions t ON t.number = e.transaction_number
WHERE e.number = ?1
