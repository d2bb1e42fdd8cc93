-- list_sessions
-- Who else uses the database, but for what Citus does in it.
SELECT count(*) AS sessions, coalesce(string_agg(DISTINCT coalesce(nullif(a.application_name, ''), 'unnamed'), ', '), '') AS names
  FROM pg_stat_activity a
 WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
   AND NOT starts_with(a.application_name, 'citus_')
