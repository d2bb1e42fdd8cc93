-- list_webhooks
-- A small table.
SELECT endpoint FROM webhooks
