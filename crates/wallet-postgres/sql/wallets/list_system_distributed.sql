-- list_system_wallets
-- As on plain PostgreSQL; what is owed is summed first.
WITH owed AS MATERIALIZED (
    SELECT d.asset_id, sum(d.debt)::int8 AS debts FROM wallets d WHERE d.debt > 0 GROUP BY d.asset_id
), system AS MATERIALIZED (
    SELECT w.* FROM wallets w
     WHERE w.owner >= 'system:' AND w.owner < 'system:debt:' OR w.owner >= 'system:debt;' AND w.owner < 'system;'
)
SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance, w.held, w.debt,
       w.floor, w.sequence, w.version, w.status, w.last_entry_at,
       CASE WHEN w.owner = 'system:issuance' THEN coalesce(o.debts, 0) END AS debts
  FROM system w
  LEFT JOIN owed o ON o.asset_id = w.asset_id
 ORDER BY w.owner, asset, w.stripe
