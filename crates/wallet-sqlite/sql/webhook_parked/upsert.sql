-- upsert_parked   ?1 webhook, ?2 position, ?3 place_in, ?4 step, ?5 parked
-- What a replay gives up again is parked as of then.
INSERT INTO webhook_parked (webhook, position, place_in, step, parked) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (webhook, position, place_in, step) DO UPDATE SET parked = excluded.parked
