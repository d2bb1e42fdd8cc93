-- delete_parked   ?1 webhook, ?2 position, ?3 place_in, ?4 step
-- By the primary key.
DELETE FROM webhook_parked WHERE webhook = ?1 AND position = ?2 AND place_in = ?3 AND step = ?4
