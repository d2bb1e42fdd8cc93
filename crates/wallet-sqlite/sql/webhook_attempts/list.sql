-- list_attempts   ?1 webhook
-- A ring for each partition: at most 1,536 rows.
SELECT attempt FROM webhook_attempts WHERE webhook = ?1
