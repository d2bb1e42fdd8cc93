-- list_owned   ?1 owner
-- as list_wallets, as the rows are: what is held by what is over is held until somebody says so
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
CROSS JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.owner = ?1
ORDER BY a.code
