-- await_standbys   $1 place int4
-- After a crash PostgreSQL shows commits that no standby has. This answers once the synchronous standbys have all that was
-- visible before: its own commit, which waits for them, is behind that in the log. Without synchronous standbys nothing is
-- written. At a place one waits at a time, so that sessions whose callers have gone do not pile up.
SELECT pg_advisory_xact_lock(2003790956, $1), pg_logical_emit_message(true, 'wallet', '')
 WHERE current_setting('synchronous_standby_names') <> '' AND NOT pg_is_in_recovery()
