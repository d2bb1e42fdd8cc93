-- find_last_commit   ?1 lane
-- what the lane's next commit is chained to
SELECT number, transaction_count, created_at, root, previous
FROM commits
WHERE number > ?1 << 48 AND number < (?1 + 1) << 48
ORDER BY number DESC
LIMIT 1
