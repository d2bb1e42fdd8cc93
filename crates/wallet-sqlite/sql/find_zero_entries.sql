-- find_zero_entries   ?1 how many
-- invariant 1: an entry moves something
SELECT coalesce('wallet ' || w.owner || ' ' || a.code, 'wallet ' || e.wallet_id),
       printf('its entry %d moves nothing', e.sequence)
FROM ledger_entries e
LEFT JOIN wallets w ON w.id = e.wallet_id
LEFT JOIN assets a ON a.id = w.asset_id
WHERE e.amount = 0
LIMIT ?1
