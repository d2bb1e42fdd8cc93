-- list_rollup_days   $1 built, $2 assets, $3 first and $4 last day
-- Of each asset the latest before, and then along the key.
SELECT d.day, d.asset, d.credited, d.debited, d.spent, d.active, d.supply, d.treasury, d.revenue, d.minted, d.system_entries
  FROM unnest($2::text[]) AS a (code)
 CROSS JOIN LATERAL (
       (SELECT d.* FROM rollup_days d WHERE d.built = $1 AND d.asset = a.code AND d.day < $3 ORDER BY d.day DESC LIMIT 1)
        UNION ALL
       (SELECT d.* FROM rollup_days d WHERE d.built = $1 AND d.asset = a.code AND d.day >= $3 AND d.day <= $4
         ORDER BY d.day OFFSET 0)) d
 ORDER BY d.asset, d.day
