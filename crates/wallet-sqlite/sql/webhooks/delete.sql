-- delete_webhook   ?1 id
-- What is known of the endpoint goes with it.
DELETE FROM webhooks WHERE id = ?1
