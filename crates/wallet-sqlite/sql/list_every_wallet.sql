-- list_every_wallet
-- as find_wallet gives one, for the proof of the floors
SELECT w.id, w.balance, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
JOIN assets a ON a.id = w.asset_id
ORDER BY w.id
