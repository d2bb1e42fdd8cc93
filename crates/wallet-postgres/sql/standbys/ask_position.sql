-- ask_position
-- Asked before each read of a standby, on the same connection: what the read shows is at least that far. A standby takes no
-- writes, so what it is asked to keep is not kept.
SELECT pg_is_in_recovery() AS is_standby, pg_last_wal_replay_lsn() AS position
