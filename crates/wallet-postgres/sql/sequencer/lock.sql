-- lock_sequencer
-- One server numbers at a time. The others need not wait: what they would number is numbered.
SELECT number FROM sequencer FOR UPDATE SKIP LOCKED
