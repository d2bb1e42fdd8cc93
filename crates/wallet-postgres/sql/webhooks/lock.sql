-- lock_webhooks
-- A small table. Those who make and change endpoints, and those who judge them, come one after the other.
SELECT id, endpoint FROM webhooks ORDER BY id FOR UPDATE
