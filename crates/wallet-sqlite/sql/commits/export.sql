-- export_commits   ?1 the number before, ?2 the last number, as they are stored; ?3 how many
-- Each with the range of its transactions.
SELECT number, first_transaction, transaction_count, created_at, root, previous
FROM commits
WHERE number > ?1 AND number <= ?2
ORDER BY number
LIMIT ?3
