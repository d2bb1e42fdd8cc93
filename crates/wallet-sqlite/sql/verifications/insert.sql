-- insert_verification   ?1 finished_at, ?2 findings, ?3 heads, ?4 whether the whole ledger was proven
-- A proof of what is new does not replace findings that another proof has recorded meanwhile: it has not looked there.
INSERT INTO verifications (finished_at, findings, heads)
SELECT ?1, ?2, ?3
 WHERE ?4 OR ?2 > 0 OR coalesce((SELECT v.findings FROM verifications v ORDER BY v.number DESC LIMIT 1), 0) = 0
