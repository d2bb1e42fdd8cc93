-- find_last_backup
-- The latest by its number, whatever the clock said.
SELECT finished_at, findings FROM backups ORDER BY number DESC LIMIT 1
