-- read_last_commit
-- the one lane's head
SELECT coalesce(max(number), 0) FROM commits
