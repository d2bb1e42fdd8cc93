-- find_feed_head
-- The end of the key.
SELECT coalesce(max(position), 0) AS head FROM feed
