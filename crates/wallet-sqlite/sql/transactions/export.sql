-- export_transactions   ?1 the first number, ?2 the number after the last, ?3 the commit's number as it is stored
-- As find_transaction, in the order in which they were decided.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.terms, t.effects, t.about,
       t.origin
FROM transactions t
LEFT JOIN assets a NOT INDEXED ON a.id = t.asset_id
WHERE t.number >= ?1 AND t.number < ?2 AND t.commit_number = ?3
ORDER BY t.number
