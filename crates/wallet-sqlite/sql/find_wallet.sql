-- find_wallet   ?1 owner, ?2 asset's code
-- Every stripe, the first one first: a player's wallet has one
SELECT w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM assets a
JOIN wallets w ON w.asset_id = a.id AND w.owner = ?1
WHERE a.code = ?2
ORDER BY w.stripe
