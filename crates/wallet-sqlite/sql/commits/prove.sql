-- list_commit_chunk   ?1 the number before, ?2 the last number, ?3 how many; numbers as they are stored, of one lane
-- With the number of the transaction that it should begin with: none may be missing between two commits.
SELECT c.number, c.first_transaction, c.transaction_count,
       coalesce((SELECT b.first_transaction + b.transaction_count
                 FROM transactions t JOIN commits b ON b.number = t.commit_number
                 WHERE t.number = c.first_transaction - 1), 1),
       c.created_at, c.root, c.previous
FROM commits c
WHERE c.number > ?1 AND c.number <= ?2
ORDER BY c.number
LIMIT ?3
