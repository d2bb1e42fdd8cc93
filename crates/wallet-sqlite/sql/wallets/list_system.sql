-- list_system_wallets
-- every stripe of the service's own wallets and of the operators', along the owners' index, past what players owe one by
-- one; and with issuance's how much that is together
SELECT w.id, w.balance, w.held, w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner,
       (SELECT a.code FROM assets a NOT INDEXED WHERE a.id = w.asset_id) AS asset,
       CASE WHEN w.owner = 'system:issuance' THEN (
           SELECT coalesce(sum(d.debt), 0) FROM wallets d WHERE d.asset_id = w.asset_id AND d.debt > 0) ELSE 0 END
FROM (SELECT * FROM wallets WHERE owner >= 'system:' AND owner < 'system:debt:'
      UNION ALL
      SELECT * FROM wallets WHERE owner >= 'system:debt;' AND owner < 'system;') w
ORDER BY w.owner, asset, w.stripe
