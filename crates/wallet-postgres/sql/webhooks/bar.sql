-- bar_webhooks
-- Those who make endpoints and alerts, which are counted, come one after the other.
SELECT pg_advisory_xact_lock(hashtext('webhooks'))
