-- list_entries   ?1 wallet_id, ?2 only sequences below this, ?3 how many
-- a wallet's statement backwards along its own index: the newest first, at any depth the same cost
SELECT e.amount, e.balance_after, e.sequence, t.id, t.flow, t.reference, t.description, t.created_at
FROM ledger_entries e
JOIN transactions t ON t.number = e.transaction_number
WHERE e.wallet_id = ?1 AND e.sequence < ?2
ORDER BY e.sequence DESC
LIMIT ?3
