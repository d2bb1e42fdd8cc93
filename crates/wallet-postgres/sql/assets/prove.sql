-- list_asset_proofs
-- One statement, so one moment: the figures that verify prints, and the sum of the wallets.
SELECT a.code, coalesce(-sum(w.balance) FILTER (WHERE w.owner = 'system:issuance'), 0)::int8 AS supply,
       count(w.id) AS wallets, coalesce(sum(w.sequence), 0)::int8 AS entries,
       coalesce(sum(w.balance), 0)::text AS sum
  FROM assets a
  LEFT JOIN wallets w ON w.asset_id = a.id
 GROUP BY a.code
 ORDER BY a.code
