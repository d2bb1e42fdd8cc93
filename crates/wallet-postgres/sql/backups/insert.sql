-- insert_backup   $1 time, $2 findings
-- So that a metric can say when the store was last backed up.
INSERT INTO backups (finished_at, findings) VALUES ($1, $2)
