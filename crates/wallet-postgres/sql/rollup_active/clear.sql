-- clear_rollup_active   $1 built
-- As another day has begun.
DELETE FROM rollup_active WHERE built = $1
