-- survey_wallets   ?1 the id before
-- What a look at all wallets needs of each, along the key.
SELECT w.owner, a.code, w.balance, w.held, w.debt, w.last_entry_at
FROM wallets w NOT INDEXED
JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.id > ?1
ORDER BY w.id
