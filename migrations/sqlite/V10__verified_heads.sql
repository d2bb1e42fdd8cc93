-- How far a verification has proven the commits of every lane, so that the next one need not begin anew; and when the
-- store was backed up.
ALTER TABLE verifications ADD COLUMN heads TEXT;

CREATE TABLE backups (
    number      INTEGER CONSTRAINT backups_pk PRIMARY KEY,
    finished_at INTEGER NOT NULL,
    findings    INTEGER,
    CONSTRAINT backups_findings_range CHECK (findings >= 0)
) STRICT;
