-- find_link   ?1 number
-- One step of a walk back over a wallet's entries.
SELECT wallet_id, sequence, previous, amount, balance_after FROM ledger_entries WHERE number = ?1
