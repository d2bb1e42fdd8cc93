-- insert_verification   ?1 finished_at, ?2 findings
-- so that the audit can say when the invariants were last proven
INSERT INTO verifications (finished_at, findings) VALUES (?1, ?2)
