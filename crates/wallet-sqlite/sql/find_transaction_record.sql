-- find_transaction_record   ?1 id
-- as find_transaction gives one, and its number, which its entries point back at
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.number
FROM transactions t
LEFT JOIN assets a ON a.id = t.asset_id
WHERE t.id = ?1
