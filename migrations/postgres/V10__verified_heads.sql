-- How far a verification has proven the commits of every lane, so that the next one need not begin anew; and when the
-- store was backed up.
ALTER TABLE verifications ADD COLUMN heads text;

CREATE TABLE backups (
    number      int8        GENERATED ALWAYS AS IDENTITY CONSTRAINT backups_pk PRIMARY KEY,
    finished_at timestamptz NOT NULL,
    findings    int8,
    CONSTRAINT backups_findings_range CHECK (findings >= 0)
);
