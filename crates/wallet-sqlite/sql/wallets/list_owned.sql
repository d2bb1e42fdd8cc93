-- list_owned   ?1 owner
-- As list_wallets, but as the rows are: a hold that is over keeps its part until an expiry says so.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
CROSS JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.owner = ?1
ORDER BY a.code
