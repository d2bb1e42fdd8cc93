-- list_lapsed   ?1 now, ?2 how many
-- Holds whose time is over and that are still open, the longest over first.
SELECT id FROM claims WHERE kind = 1 AND status = 1 AND expires_at <= ?1 ORDER BY expires_at, id LIMIT ?2
