-- list_wallet_chunk   ?1 the id before, ?2 how many
-- as they are stored, for the proof; what their open holds have left; the sequence of a mark beyond what the wallet counts, if there is one,
-- or else of the entry that the wallet names as its latest
SELECT w.id, w.balance, w.held, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code, w.stripe,
       (SELECT coalesce(sum(c.amount - c.taken), 0) FROM claims c WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1),
       coalesce(
           (SELECT max(e.sequence) FROM ledger_entries e
            WHERE e.wallet_id = w.id AND e.sequence > w.sequence AND e.sequence % 16 = 0),
           (SELECT e.sequence FROM ledger_entries e WHERE e.number = w.last_entry AND e.wallet_id = w.id),
           0)
FROM wallets w
LEFT JOIN assets a ON a.id = w.asset_id
WHERE w.id > ?1
ORDER BY w.id
LIMIT ?2
