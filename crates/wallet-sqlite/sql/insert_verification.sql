-- insert_verification   ?1 finished_at, ?2 findings, ?3 heads
-- so that the audit can say when the invariants were last proven, and the next proof go on behind it
INSERT INTO verifications (finished_at, findings, heads) VALUES (?1, ?2, ?3)
