-- insert_entry   in the order of the columns
-- The row goes to the table's end; only every 16th of a wallet is written to the index of marks as well.
INSERT INTO ledger_entries (number, wallet_id, sequence, previous, transaction_number, amount, balance_after)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
