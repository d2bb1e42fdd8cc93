-- list_parked   $1 webhook, $2 position, $3 place in it, $4 step, $5 limit
-- Along the primary key, behind a place.
SELECT parked FROM webhook_parked
 WHERE webhook = $1 AND (position, place_in, step) > ($2, $3, $4)
 ORDER BY position, place_in, step LIMIT $5
