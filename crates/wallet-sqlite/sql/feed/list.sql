-- list_feed   ?1 the position before, ?2 how many
-- In order.
SELECT position, commit_number, change_number FROM feed WHERE position > ?1 ORDER BY position LIMIT ?2
