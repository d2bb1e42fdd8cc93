-- find_last_entry   ?1 wallet_id
-- Where a walk back over its entries begins, unless a mark is nearer.
SELECT last_entry FROM wallets WHERE id = ?1
