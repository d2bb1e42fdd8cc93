-- list_asset_proofs   ?1 the owner of the contra wallets
-- a line per asset: supply, wallets, entries, and whether its wallets sum to zero
SELECT a.code,
       coalesce((SELECT -sum(i.balance) FROM wallets i WHERE i.owner = ?1 AND i.asset_id = a.id), 0),
       count(w.id),
       coalesce(sum((SELECT count(*) FROM ledger_entries e WHERE e.wallet_id = w.id)), 0),
       coalesce(sum(w.balance), 0) = 0
FROM assets a
LEFT JOIN wallets w ON w.asset_id = a.id
GROUP BY a.id
ORDER BY a.code
