-- export_wallets   $1 the id before, $2 how many
-- Every stripe, with when it was opened; along the key.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner,
       (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.stripe, w.created_at, w.usage
  FROM wallets w
 WHERE w.id > $1
 ORDER BY w.id
 LIMIT $2
