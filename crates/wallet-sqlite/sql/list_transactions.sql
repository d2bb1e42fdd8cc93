-- list_transactions
-- every transaction as find_transaction gives one, for the proof that each can be read back
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at
FROM transactions t
LEFT JOIN assets a ON a.id = t.asset_id
ORDER BY t.number
