-- find_uncommitted_transactions   ?1 how many
-- invariant 4: every transaction is one of those that its commit holds
SELECT t.id, printf('commit %d does not hold it', t.commit_number)
FROM transactions t
LEFT JOIN commits c ON c.number = t.commit_number
WHERE c.number IS NULL OR t.number NOT BETWEEN c.first_transaction AND c.first_transaction + c.transaction_count - 1
LIMIT ?1
