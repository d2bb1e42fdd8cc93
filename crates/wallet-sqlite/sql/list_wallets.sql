-- list_wallets   ?1 owner
-- every asset's wallet of one owner, by code, each with all of its stripes, the first one first
SELECT w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
JOIN assets a ON a.id = w.asset_id
WHERE w.owner = ?1
ORDER BY a.code, w.stripe
