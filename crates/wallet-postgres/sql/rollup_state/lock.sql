-- lock_rollup_state
-- Of those that are read: who begins a rebuild or ends one waits for it.
SELECT position FROM rollup_state WHERE number = 1 FOR UPDATE
