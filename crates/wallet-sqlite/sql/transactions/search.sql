-- search_transactions   ?1 from, ?2 and ?3 below which time and id
-- Walks back along the index. The reader tries each row and ends the walk.
SELECT t.id, t.created_at, t.owner, t.flow, t.status, (SELECT a.code FROM assets a NOT INDEXED WHERE a.id = t.asset_id),
       t.amount, t.reference, t.metadata, t.origin, t.effects IS NOT NULL, t.terms
FROM transactions t
WHERE t.created_at >= ?1 AND (t.created_at, t.id) < (?2, ?3)
ORDER BY t.created_at DESC, t.id DESC
