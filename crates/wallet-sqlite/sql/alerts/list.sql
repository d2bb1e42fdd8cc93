-- list_alerts
-- A small table.
SELECT alert FROM alerts ORDER BY id
