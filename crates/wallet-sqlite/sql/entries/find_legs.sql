-- list_legs   ?1 first number, ?2 the number after the last, ?3 the transaction's number, ?4 how many
-- As list_transaction_entries, but also damaged ones; only those that point back at the transaction.
SELECT e.wallet_id, e.sequence, e.amount, w.owner, a.code, e.balance_after
FROM ledger_entries e
LEFT JOIN wallets w ON w.id = e.wallet_id
LEFT JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE e.number >= ?1 AND e.number < ?2 AND e.transaction_number = ?3
ORDER BY e.number
LIMIT ?4
