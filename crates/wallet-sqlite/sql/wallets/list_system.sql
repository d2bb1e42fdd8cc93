-- list_system_wallets
-- Every stripe of the system's and the operators' wallets, along the owners' index, without the wallets of debts:
-- their sum comes with issuance's.
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner,
       (SELECT a.code FROM assets a NOT INDEXED WHERE a.id = w.asset_id) AS asset,
       CASE WHEN w.owner = 'system:issuance' THEN (
           SELECT coalesce(sum(d.debt), 0) FROM wallets d WHERE d.asset_id = w.asset_id AND d.debt > 0) ELSE 0 END
FROM (SELECT * FROM wallets WHERE owner >= 'system:' AND owner < 'system:debt:'
      UNION ALL
      SELECT * FROM wallets WHERE owner >= 'system:debt;' AND owner < 'system;') w
ORDER BY w.owner, asset, w.stripe
