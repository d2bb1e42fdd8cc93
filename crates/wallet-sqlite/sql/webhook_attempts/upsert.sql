-- upsert_attempt   ?1 webhook, ?2 place, ?3 slot, ?4 attempt
-- The latest take the places of the earliest.
INSERT INTO webhook_attempts (webhook, place, slot, attempt) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (webhook, place, slot) DO UPDATE SET attempt = excluded.attempt
