-- find_feed_head
-- The end of the table.
SELECT coalesce(max(position), 0) FROM feed
