-- insert_backup   ?1 finished_at, ?2 findings
-- So that a gauge can say how old the latest is.
INSERT INTO backups (finished_at, findings) VALUES (?1, ?2)
