-- list_commits   $1 lane, $2 the number before, $3 the last number, $4 how many
-- Along the key.
SELECT number, previous, root, transaction_ids, created_at FROM commits
 WHERE lane = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4
