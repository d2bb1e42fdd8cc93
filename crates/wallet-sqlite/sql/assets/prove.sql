-- list_asset_proofs   ?1 the owner of the contra wallets
-- a line per asset: supply, wallets, entries, and what its wallets sum to; one statement, so one moment
SELECT a.code,
       coalesce(-sum(CASE WHEN w.owner = ?1 THEN w.balance END), 0),
       count(w.id),
       coalesce(sum(w.sequence), 0),
       coalesce(sum(w.balance), 0)
FROM assets a
LEFT JOIN wallets w ON w.asset_id = a.id
GROUP BY a.id
ORDER BY a.code
