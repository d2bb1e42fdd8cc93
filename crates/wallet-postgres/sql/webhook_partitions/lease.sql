-- lease_webhook_partitions   $1 webhooks, $2 holder, $3 now, $4 held_until
-- What nobody else holds, or whose lease is over. What another is about to lease or to save is left to it.
UPDATE webhook_partitions p SET holder = $2, held_until = $4
  FROM (SELECT webhook, place FROM webhook_partitions
         WHERE webhook = ANY($1::text[]) AND (held_until IS NULL OR held_until <= $3 OR holder = $2)
           FOR UPDATE SKIP LOCKED) AS free
 WHERE p.webhook = free.webhook AND p.place = free.place
RETURNING p.webhook, p.place, p.progress
