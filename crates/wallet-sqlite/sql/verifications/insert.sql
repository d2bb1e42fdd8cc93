-- insert_verification   ?1 finished_at, ?2 findings, ?3 heads, ?4 whether the whole ledger was proven
-- so that the audit can say when the invariants were last proven, and the next proof go on behind it. A proof of what is new
-- does not take the place of findings that another has recorded meanwhile: it has not looked at where they are.
INSERT INTO verifications (finished_at, findings, heads)
SELECT ?1, ?2, ?3
 WHERE ?4 OR ?2 > 0 OR coalesce((SELECT v.findings FROM verifications v ORDER BY v.number DESC LIMIT 1), 0) = 0
