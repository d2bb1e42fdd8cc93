-- search_debtors   ?1 from which owner on, ?2 before which, ?3 asset's code
-- The owners who owe something of the asset, by the index of debtors.
SELECT w.owner
FROM wallets w
WHERE w.asset_id = (SELECT a.id FROM assets a WHERE a.code = ?3) AND w.debt > 0 AND w.owner >= ?1 AND w.owner < ?2
ORDER BY w.owner
