-- find_orphan_entries   ?1 how many
-- invariant 1: every entry is one of those that a posted transaction names, in a wallet that there is
SELECT coalesce('wallet ' || w.owner || ' ' || a.code, 'wallet ' || e.wallet_id),
       CASE WHEN w.id IS NULL THEN printf('it has an entry %d and is not there', e.sequence)
            ELSE printf('its entry %d belongs to no posted transaction', e.sequence) END
FROM ledger_entries e
LEFT JOIN transactions t ON t.number = e.transaction_number
LEFT JOIN wallets w ON w.id = e.wallet_id
LEFT JOIN assets a ON a.id = w.asset_id
WHERE w.id IS NULL
   OR t.number IS NULL
   OR t.status <> 1
   OR e.number NOT BETWEEN t.first_entry AND t.first_entry + t.entry_count - 1
LIMIT ?1
