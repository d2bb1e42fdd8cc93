-- find_wallet   ?1 owner, ?2 asset code
-- one wallet by its name
SELECT w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM assets a
JOIN wallets w ON w.asset_id = a.id AND w.owner = ?1 AND w.stripe = 0
WHERE a.code = ?2
