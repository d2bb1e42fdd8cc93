-- find_unmatched_wallets   ?1 how many
-- invariant 2: a wallet's balance is the sum of its entries and what the latest says; it counts its entries rightly
SELECT subject,
       printf('it holds %d after %d entries; it has %d entries that sum to %d, the latest leaves %d',
              balance, sequence, entries, total, latest)
FROM (
    SELECT 'wallet ' || w.owner || ' ' || a.code AS subject, w.id, w.balance, w.sequence,
           coalesce(e.entries, 0) AS entries,
           coalesce(e.total, 0) AS total,
           coalesce((SELECT l.balance_after FROM ledger_entries l
                     WHERE l.wallet_id = w.id ORDER BY l.sequence DESC LIMIT 1), 0) AS latest
    FROM wallets w
    JOIN assets a ON a.id = w.asset_id
    LEFT JOIN (SELECT wallet_id, count(*) AS entries, sum(amount) AS total FROM ledger_entries GROUP BY wallet_id) e
           ON e.wallet_id = w.id
)
WHERE balance <> total OR balance <> latest OR sequence <> entries
ORDER BY id
LIMIT ?1
