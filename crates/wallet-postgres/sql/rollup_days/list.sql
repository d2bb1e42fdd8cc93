-- list_rollup_days   $1 assets, $2 first and $3 last day
-- Of each asset the latest before, and then along the key.
SELECT d.day, d.asset, d.credited, d.debited, d.spent, d.active, d.supply, d.treasury, d.revenue, d.minted, d.system_entries
  FROM unnest($1::text[]) AS a (code)
 CROSS JOIN LATERAL (
       (SELECT d.* FROM rollup_days d WHERE d.asset = a.code AND d.day < $2 ORDER BY d.day DESC LIMIT 1)
        UNION ALL
       (SELECT d.* FROM rollup_days d WHERE d.asset = a.code AND d.day >= $2 AND d.day <= $3 ORDER BY d.day OFFSET 0)) d
 ORDER BY d.asset, d.day
