-- find_last_commit   ?1 lane
-- The commit to which the lane's next one is chained.
SELECT number, transaction_count, created_at, root, previous
FROM commits
WHERE number > ?1 << 48 AND number < (?1 + 1) << 48
ORDER BY number DESC
LIMIT 1
