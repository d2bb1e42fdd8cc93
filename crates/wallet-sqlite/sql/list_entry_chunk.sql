-- list_entry_chunk   ?1 and ?2 the wallet and the sequence before, ?3 the last wallet, ?4 how many
-- along the wallets' own index, for the proof
SELECT wallet_id, sequence, amount, balance_after
FROM ledger_entries
WHERE (wallet_id, sequence) > (?1, ?2) AND wallet_id <= ?3
ORDER BY wallet_id, sequence
LIMIT ?4
