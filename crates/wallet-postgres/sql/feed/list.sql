-- list_feed   $1 the position before, $2 how many
-- Along the key.
SELECT position, lane, number, change FROM feed WHERE position > $1 ORDER BY position LIMIT $2
