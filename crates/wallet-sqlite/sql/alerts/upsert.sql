-- upsert_alert   ?1 id, ?2 alert
-- By the primary key.
INSERT INTO alerts (id, alert) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET alert = excluded.alert
