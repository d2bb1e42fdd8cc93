-- insert_verification   $1 time, $2 findings, $3 heads, $4 whether the whole ledger was proven
-- A proof of what is new does not replace findings that another proof has recorded meanwhile: it has not looked there.
INSERT INTO verifications (finished_at, findings, heads)
SELECT $1::timestamptz, $2::int8, $3::text
 WHERE $4::bool OR $2 > 0
    OR coalesce((SELECT v.findings FROM verifications v ORDER BY v.number DESC LIMIT 1), 0) = 0
