-- find_unbalanced_transactions   ?1 how many
-- invariant 1: the entries of a posted transaction sum to zero per asset
SELECT t.id,
       (SELECT printf('its entries of %s sum to %d, not to zero', coalesce(a.code, 'an unknown asset'), sum(e.amount))
        FROM ledger_entries e
        LEFT JOIN wallets w ON w.id = e.wallet_id
        LEFT JOIN assets a ON a.id = w.asset_id
        WHERE e.number >= t.first_entry AND e.number < t.first_entry + t.entry_count
        GROUP BY w.asset_id
        HAVING sum(e.amount) <> 0) AS detail
FROM transactions t
WHERE t.status = 1 AND detail IS NOT NULL
LIMIT ?1
