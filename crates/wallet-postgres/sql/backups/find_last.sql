-- last_backup
-- The latest by its number.
SELECT finished_at, findings FROM backups ORDER BY number DESC LIMIT 1
