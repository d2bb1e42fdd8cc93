-- find_unequal_assets   ?1 how many
-- invariant 3: an asset's wallets sum to zero, as every credit was debited somewhere
SELECT 'asset ' || a.code, printf('its wallets sum to %d, not to zero', sum(w.balance))
FROM assets a
JOIN wallets w ON w.asset_id = a.id
GROUP BY a.id
HAVING sum(w.balance) <> 0
ORDER BY a.code
LIMIT ?1
