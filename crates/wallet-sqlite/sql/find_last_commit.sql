-- find_last_commit
-- what the next commit is chained to
SELECT number, transaction_count, created_at, root, previous FROM commits ORDER BY number DESC LIMIT 1
