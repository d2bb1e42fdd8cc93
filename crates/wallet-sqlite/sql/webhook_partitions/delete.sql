-- delete_webhook_partition   ?1 webhook, ?2 place
-- A replay's, when it is over.
DELETE FROM webhook_partitions WHERE webhook = ?1 AND place = ?2
