-- ask_standby   $1 a timeline
-- How far a standby is, and how it knows the timeline's name: not at all, if it has not come to it.
SELECT pg_is_in_recovery() AS is_standby, pg_last_wal_replay_lsn() AS position,
       (SELECT t.name FROM timelines t WHERE t.timeline = $1) AS name
