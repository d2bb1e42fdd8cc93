-- survey_wallets   $1 the id before, $2 how many
-- What a look at all wallets needs of each, along the key.
SELECT w.id, w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.balance, w.held, w.debt,
       w.last_entry_at
  FROM wallets w
 WHERE w.id > $1
 ORDER BY w.id
 LIMIT $2
