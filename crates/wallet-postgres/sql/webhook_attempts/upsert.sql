-- upsert_attempts   $1 webhooks, $2 places, $3 slots, $4 attempts
-- The latest take the places of the earliest.
INSERT INTO webhook_attempts (webhook, place, slot, attempt)
SELECT * FROM unnest($1::text[], $2::int2[], $3::int2[], $4::text[])
ON CONFLICT (webhook, place, slot) DO UPDATE SET attempt = excluded.attempt
