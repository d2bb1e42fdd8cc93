-- list_system_wallets
-- every stripe of the service's own wallets and of the operators', along the owners' index
SELECT w.id, w.balance, w.held, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
JOIN assets a ON a.id = w.asset_id
WHERE w.owner >= 'system:' AND w.owner < 'system;'
ORDER BY w.owner, a.code, w.stripe
