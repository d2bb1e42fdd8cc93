-- ask_primary
-- Where the log of the primary is, and on which timeline: the first eight digits of the name of its file. Of a standby it is
-- an error.
SELECT pg_current_wal_lsn() AS position,
       ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int4 AS timeline
