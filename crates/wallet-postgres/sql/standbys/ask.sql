-- is_standby
-- A standby takes no writes, so what it is asked to keep is not kept.
SELECT pg_is_in_recovery() AS is_standby
