-- insert_webhook   ?1 id, ?2 endpoint
-- An id that is taken is left as it is.
INSERT INTO webhooks (id, endpoint) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING
