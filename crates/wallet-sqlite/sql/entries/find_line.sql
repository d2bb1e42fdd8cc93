-- find_line   ?1 number, ?2 the wallet's asset_id, ?3 its code
-- As find_link, with what a statement shows of it. A transaction of another asset is rare, such as a purchase's.
SELECT t.id, t.owner, t.idempotency_key, t.fingerprint, t.flow, t.status,
       CASE WHEN t.asset_id = ?2 THEN ?3 ELSE (SELECT a.code FROM assets a WHERE a.id = t.asset_id) END, t.amount, t.reference, t.description,
       t.metadata, t.first_entry, t.entry_count, t.rejection, t.created_at, t.terms, t.effects, t.about,
       e.wallet_id, e.sequence, e.previous, e.amount, e.balance_after
FROM ledger_entries e
JOIN transactions t ON t.number = e.transaction_number
WHERE e.number = ?1
