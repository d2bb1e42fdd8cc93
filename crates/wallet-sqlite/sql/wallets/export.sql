-- export_wallets   ?1 the id before, ?2 how many
-- Every stripe, with when it was opened.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code, w.stripe, w.created_at,
       w.usage
FROM wallets w NOT INDEXED
JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.id > ?1
ORDER BY w.id
LIMIT ?2
