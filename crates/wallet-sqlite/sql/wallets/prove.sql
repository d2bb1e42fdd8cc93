-- list_wallet_chunk   ?1 the id before, ?2 how many
-- Each with what its open holds have left; what is owed, by the other one of a player's wallet and its debt's; and the
-- sequence of a mark beyond those that the wallet counts or, if there is none, of its latest entry.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code, w.stripe,
       (SELECT coalesce(sum(c.amount - c.taken), 0) FROM claims c WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1),
       CASE WHEN w.debt <> 0 THEN (
                SELECT coalesce(sum(-d.balance), 0) FROM wallets d
                WHERE d.owner = 'system:debt:' || w.owner AND d.asset_id = w.asset_id AND d.stripe = 0)
            WHEN substr(w.owner, 1, 12) = 'system:debt:' THEN (
                SELECT coalesce(sum(p.debt), 0) FROM wallets p
                WHERE p.owner = substr(w.owner, 13) AND p.asset_id = w.asset_id AND p.stripe = 0)
            ELSE 0 END,
       coalesce(
           (SELECT max(e.sequence) FROM ledger_entries e
            WHERE e.wallet_id = w.id AND e.sequence > w.sequence AND e.sequence % 16 = 0),
           (SELECT e.sequence FROM ledger_entries e WHERE e.number = w.last_entry AND e.wallet_id = w.id),
           0)
FROM wallets w NOT INDEXED
LEFT JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.id > ?1
ORDER BY w.id
LIMIT ?2
