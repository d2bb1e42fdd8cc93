-- find_transaction   ?1 id
-- The row of a retry's key. Its asset is null if there was none of that code.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.terms, t.effects, t.about,
       t.origin
FROM transactions t
LEFT JOIN assets a NOT INDEXED ON a.id = t.asset_id
WHERE t.id = ?1
