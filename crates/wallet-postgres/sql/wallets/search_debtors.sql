-- search_debtors   $1 from which owner on, $2 before which, $3 how many, $4 asset's code, of every asset if it is null
-- The owners who owe something, by the index of debtors: a walk each asset.
SELECT d.owner, true AS passes, 0::int8 AS slot
  FROM assets a
 CROSS JOIN LATERAL (
        SELECT w.owner FROM wallets w
         WHERE w.asset_id = a.id AND w.debt > 0 AND w.owner >= $1 AND w.owner < $2
         ORDER BY w.owner
         LIMIT $3
       ) d
 WHERE $4::text IS NULL OR a.code = $4
 ORDER BY d.owner
 LIMIT $3
