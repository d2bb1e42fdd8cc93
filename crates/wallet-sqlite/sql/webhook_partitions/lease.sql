-- lease_webhook_partitions   ?1 webhook, ?2 holder, ?3 now, ?4 held_until
-- What nobody else holds, or whose lease is over.
UPDATE webhook_partitions SET holder = ?2, held_until = ?4
WHERE webhook = ?1 AND (held_until IS NULL OR held_until <= ?3 OR holder = ?2)
RETURNING webhook, place, progress
