-- search_wallets   ?1 from which owner on, ?2 before which
-- Walks along the names. The reader tries each row and ends the walk.
SELECT w.owner, (SELECT a.code FROM assets a NOT INDEXED WHERE a.id = w.asset_id), w.balance, w.status, w.debt
FROM wallets w
WHERE w.owner >= ?1 AND w.owner < ?2 AND w.stripe = 0
ORDER BY w.owner, w.asset_id
