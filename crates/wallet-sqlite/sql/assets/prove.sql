-- list_asset_proofs   ?1 the owner of the contra wallets
-- One statement, so one moment: supply, wallets, entries and the sum of the wallets.
SELECT a.code,
       coalesce(-sum(CASE WHEN w.owner = ?1 THEN w.balance END), 0),
       count(w.id),
       coalesce(sum(w.sequence), 0),
       coalesce(sum(w.balance), 0)
FROM assets a
LEFT JOIN wallets w ON w.asset_id = a.id
GROUP BY a.id
ORDER BY a.code
