-- find_last_verification
-- The latest by its number, whatever the clock said.
SELECT finished_at, findings, heads FROM verifications ORDER BY number DESC LIMIT 1
