-- list_rollup_active
-- All of a day that is not over.
SELECT wallet_id FROM rollup_active
