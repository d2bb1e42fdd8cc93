-- search_wallets   $1 from which owner on, $2 before which, $3 how many, then the conditions, null where nothing is asked
--                  for: $4 asset's code, $5 and $6 balances, $7 status, $8 whether something is owed
-- Walks along the names. It ends after so many that pass, or with the last of 5,000, which tells where to go on. A striped
-- wallet passes: its balance is a sum.
SELECT s.owner, s.passes, s.slot
  FROM (SELECT w.owner, w.asset_id, row_number() OVER () AS slot,
               ($4::text IS NULL OR coalesce(w.asset_id = (SELECT a.id FROM assets a WHERE a.code = $4), false))
               AND (($5::int8 IS NULL OR w.balance >= $5) AND ($6::int8 IS NULL OR w.balance <= $6)
                    OR w.owner IN ('system:treasury', 'system:revenue'))
               AND ($7::int2 IS NULL OR w.status = $7)
               AND ($8::bool IS NULL OR (w.debt > 0) = $8) AS passes
          FROM (SELECT w.* FROM wallets w
                 WHERE w.owner >= $1 AND w.owner < $2 AND w.stripe = 0
                 ORDER BY w.owner, w.asset_id
                 LIMIT 5000) w) s
 WHERE s.passes OR s.slot = 5000
 ORDER BY s.owner, s.asset_id
 LIMIT $3
