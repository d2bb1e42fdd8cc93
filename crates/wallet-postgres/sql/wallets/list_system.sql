-- list_system_wallets
-- Every stripe of the system's and the operators' wallets, along the names' index, without the wallets of debts: their
-- sum comes with issuance's.
SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance, w.held, w.debt,
       w.floor, w.sequence, w.version, w.status, w.last_entry_at,
       CASE WHEN w.owner = 'system:issuance' THEN (
          SELECT coalesce(sum(d.debt), 0)::int8 FROM wallets d
           WHERE d.asset_id = w.asset_id AND d.debt > 0) END AS debts
  FROM (SELECT w.* FROM wallets w WHERE w.owner >= 'system:' AND w.owner < 'system:debt:'
         UNION ALL
        SELECT w.* FROM wallets w WHERE w.owner >= 'system:debt;' AND w.owner < 'system;') w
 ORDER BY w.owner, asset, w.stripe
