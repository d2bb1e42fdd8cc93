-- update_webhook   ?1 id, ?2 endpoint
-- What was read in this database transaction, changed.
UPDATE webhooks SET endpoint = ?2 WHERE id = ?1
