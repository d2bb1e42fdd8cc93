-- upsert_parked   $1 webhooks, $2 positions, $3 places in them, $4 steps, $5 parked
-- What a replay gives up again is parked as of then.
INSERT INTO webhook_parked (webhook, position, place_in, step, parked)
SELECT * FROM unnest($1::text[], $2::int8[], $3::int8[], $4::text[], $5::text[])
ON CONFLICT (webhook, position, place_in, step) DO UPDATE SET parked = excluded.parked
