-- list_wallets   ?1 owner, ?2 now
-- As find_wallet, every asset's wallet of one owner, by code.
SELECT w.id, w.balance,
       CASE WHEN w.held = 0 THEN 0 ELSE (
           SELECT coalesce(sum(c.amount - c.taken), 0) FROM claims c
           WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1 AND c.expires_at > ?2) END,
       w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at, w.owner, a.code
FROM wallets w
CROSS JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE w.owner = ?1
ORDER BY a.code, w.stripe
