-- find_wallet   ?1 owner, ?2 asset's code, ?3 now
-- Every stripe, the first one first; a player's wallet has one. Holds that are over keep nothing.
SELECT w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
           SELECT coalesce(sum(c.amount - c.taken), 0) FROM claims c
           WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1 AND c.expires_at > ?3) END,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM assets a
JOIN wallets w ON w.asset_id = a.id AND w.owner = ?1
WHERE a.code = ?2
ORDER BY w.stripe
