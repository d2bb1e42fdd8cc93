-- list_rollup_active   ?1 built
-- All of a day that is not over.
SELECT wallet_id FROM rollup_active WHERE built = ?1
