-- insert_entry   in the order of the columns
-- the row goes to the table's end; only the index on (wallet_id, sequence) is written elsewhere
INSERT INTO ledger_entries (number, wallet_id, sequence, transaction_number, amount, balance_after)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
