-- delete_alert   $1 id
-- By the primary key.
DELETE FROM alerts WHERE id = $1 RETURNING id
