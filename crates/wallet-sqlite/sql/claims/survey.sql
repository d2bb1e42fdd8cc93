-- survey_holds   ?1 from this time
-- Every hold that is open by its record, in the order in which they end, also those that are over.
SELECT w.owner, a.code, c.amount - c.taken, c.expires_at
FROM claims c
CROSS JOIN wallets w NOT INDEXED ON w.id = c.wallet_id
CROSS JOIN assets a NOT INDEXED ON a.id = w.asset_id
WHERE c.kind = 1 AND c.status = 1 AND c.expires_at >= ?1
ORDER BY c.expires_at, c.id
