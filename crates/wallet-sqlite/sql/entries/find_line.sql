-- find_line   ?1 number
-- As find_link, with what a statement shows of it.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
       (SELECT a.code FROM assets a WHERE a.id = t.asset_id), t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.terms, t.effects, t.about, t.origin,
       e.wallet_id, e.sequence, e.previous, e.amount, e.balance_after
FROM ledger_entries e
JOIN transactions t ON t.number = e.transaction_number
WHERE e.number = ?1
