-- find_broken_chains   ?1 how many
-- invariant 2: within a wallet, sequences are 1, 2, 3, ... and each balance is the one before it plus the amount
SELECT coalesce('wallet ' || w.owner || ' ' || a.code, 'wallet ' || c.wallet_id),
       CASE WHEN c.sequence <> c.sequence_before + 1
            THEN printf('its entry %d follows entry %d', c.sequence, c.sequence_before)
            ELSE printf('its entry %d moves %d and leaves %d where %d was before',
                        c.sequence, c.amount, c.balance_after, c.balance_before) END
FROM (
    SELECT wallet_id, sequence, amount, balance_after,
           lag(sequence, 1, 0) OVER statement AS sequence_before,
           lag(balance_after, 1, 0) OVER statement AS balance_before
    FROM ledger_entries
    WINDOW statement AS (PARTITION BY wallet_id ORDER BY sequence)
) c
LEFT JOIN wallets w ON w.id = c.wallet_id
LEFT JOIN assets a ON a.id = w.asset_id
WHERE c.sequence <> c.sequence_before + 1 OR c.balance_after <> c.balance_before + c.amount
LIMIT ?1
