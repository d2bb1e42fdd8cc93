-- find_transaction_record   ?1 id
-- As find_transaction, with its number, whether it lacks a claim, and the ordinal of its credit of a payment.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status, a.code, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.terms, t.effects, t.about, t.origin, t.number,
       t.status = 1 AND t.effects IS NOT NULL AND (t.flow = 5 OR t.about IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = coalesce(t.about, t.id)),
       (SELECT p.ordinal FROM payments p WHERE p.payment_ref = t.reference AND p.transaction_id = t.id LIMIT 1)
FROM transactions t
LEFT JOIN assets a NOT INDEXED ON a.id = t.asset_id
WHERE t.id = ?1
