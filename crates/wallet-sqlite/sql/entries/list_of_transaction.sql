-- list_transaction_entries   ?1 first number, ?2 the number after the last
-- One range of the entries' own key, in the order in which they were decided: debits first.
SELECT e.wallet_id, w.owner, a.code, e.amount, e.balance_after, e.sequence
FROM ledger_entries e
JOIN wallets w ON w.id = e.wallet_id
JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE e.number >= ?1 AND e.number < ?2
ORDER BY e.number
