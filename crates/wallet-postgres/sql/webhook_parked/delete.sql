-- delete_parked   $1 webhooks, $2 positions, $3 places in them, $4 steps
-- By the primary key.
DELETE FROM webhook_parked p
 USING unnest($1::text[], $2::int8[], $3::int8[], $4::text[]) AS n (webhook, position, place_in, step)
 WHERE p.webhook = n.webhook AND p.position = n.position AND p.place_in = n.place_in AND p.step = n.step
RETURNING p.webhook
