-- insert_webhook_partition   ?1 webhook, ?2 place, ?3 progress
-- A place that is there is left as it is.
INSERT INTO webhook_partitions (webhook, place, progress) VALUES (?1, ?2, ?3) ON CONFLICT (webhook, place) DO NOTHING
