-- list_webhook_partitions   ?1 webhook
-- Along the primary key.
SELECT webhook, place, progress FROM webhook_partitions WHERE webhook = ?1 ORDER BY place
