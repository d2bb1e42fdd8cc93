-- list_holds   ?1 wallet_id, ?2 now, ?3 and ?4 where the page before ended: expires_at and id, ?5 how many
-- The open holds that are not over, in the order in which they end.
SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at, t.created_at, t.reference, t.description
FROM claims c
JOIN transactions t ON t.id = c.id
WHERE c.wallet_id = ?1 AND c.kind = 1 AND c.status = 1 AND c.expires_at > ?2 AND (c.expires_at, c.id) > (?3, ?4)
ORDER BY c.expires_at, c.id
LIMIT ?5
