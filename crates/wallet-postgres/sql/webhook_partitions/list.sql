-- list_webhook_partitions   $1 webhook
-- At most 32 rows.
SELECT webhook, place, progress FROM webhook_partitions WHERE webhook = $1 ORDER BY place
