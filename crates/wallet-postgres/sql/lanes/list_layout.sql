-- list_layout
-- The database's fact, so that all servers agree.
SELECT lane, stripe_key, layout FROM lanes ORDER BY lane, stripe_key
