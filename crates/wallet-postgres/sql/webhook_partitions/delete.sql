-- delete_webhook_partitions   $1 webhooks, $2 places
-- A replay's, when it is over.
DELETE FROM webhook_partitions p USING unnest($1::text[], $2::int2[]) AS n (webhook, place)
 WHERE p.webhook = n.webhook AND p.place = n.place
