-- search_debtors   as on plain PostgreSQL
-- Each shard brings its first ones.
SELECT w.owner, true AS passes, 0::int8 AS slot
  FROM wallets w
  JOIN assets a ON a.id = w.asset_id
 WHERE w.debt > 0 AND w.owner >= $1 AND w.owner < $2 AND ($4::text IS NULL OR a.code = $4)
 ORDER BY w.owner
 LIMIT $3
