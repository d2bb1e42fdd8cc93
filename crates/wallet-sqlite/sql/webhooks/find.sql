-- find_webhook   ?1 id
-- By the primary key.
SELECT endpoint FROM webhooks WHERE id = ?1
