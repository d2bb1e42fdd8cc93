-- Entries are linked: each names its wallet's entry before, and the wallet names its latest. So a new entry writes the
-- end of its table, and the random page of an index only every 16th time. `docs/decisions/0017` says why.
--
-- The index that V1's UNIQUE constraint made goes only with its table, so the table is made anew. This holds each entry
-- twice until it is done: the file and its log grow by that once.

DROP VIEW entry_details;

CREATE TABLE linked_entries (
    number             INTEGER CONSTRAINT ledger_entries_pk PRIMARY KEY,
    wallet_id          INTEGER NOT NULL,
    sequence           INTEGER NOT NULL,
    previous           INTEGER,
    transaction_number INTEGER NOT NULL,
    amount             INTEGER NOT NULL,
    balance_after      INTEGER NOT NULL,
    CONSTRAINT ledger_entries_sequence_range CHECK (sequence >= 1),
    CONSTRAINT ledger_entries_previous_if_any CHECK ((sequence = 1) = (previous IS NULL)),
    CONSTRAINT ledger_entries_previous_range CHECK (previous < number),
    CONSTRAINT ledger_entries_amount_range CHECK (amount <> 0 AND amount BETWEEN -9007199254740991 AND 9007199254740991),
    CONSTRAINT ledger_entries_balance_range CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991)
) STRICT;

-- In the order of the table, with a look-up in the old index an entry: appended, and nothing is held in memory. A store
-- with a gap in a wallet's sequences is refused by the constraints: it stays as it is, and V1's verification names it.
INSERT INTO linked_entries (number, wallet_id, sequence, previous, transaction_number, amount, balance_after)
SELECT e.number, e.wallet_id, e.sequence,
       (SELECT p.number FROM ledger_entries p WHERE p.wallet_id = e.wallet_id AND p.sequence = e.sequence - 1),
       e.transaction_number, e.amount, e.balance_after
FROM ledger_entries e
ORDER BY e.number;

ALTER TABLE wallets ADD COLUMN last_entry INTEGER;
UPDATE wallets
SET last_entry = (SELECT e.number FROM ledger_entries e WHERE e.wallet_id = wallets.id ORDER BY e.sequence DESC LIMIT 1);

DROP TABLE ledger_entries;
ALTER TABLE linked_entries RENAME TO ledger_entries;

-- Every 16th entry of a wallet, so that any of its entries is found by at most 16 steps back from a mark or from its
-- latest. A query that repeats the term uses it.
CREATE UNIQUE INDEX ledger_entries_marks ON ledger_entries (wallet_id, sequence) WHERE sequence % 16 = 0;

CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'entries are immutable: correct them by another transaction'); END;
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'entries are immutable: correct them by another transaction'); END;

-- A wallet begins empty, and then says what its latest entry says. That entry was written just now, so looking at it
-- reads no page. That each entry names the right one before it is for `wallet verify`: that one may be anywhere.
CREATE TRIGGER wallets_opened_empty AFTER INSERT ON wallets
WHEN NEW.sequence <> 0 OR NEW.balance <> 0 OR NEW.last_entry IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a wallet is opened without entries'); END;
CREATE TRIGGER wallets_follow_entries AFTER UPDATE OF balance, sequence, last_entry ON wallets
WHEN NEW.sequence < OLD.sequence
    OR NEW.sequence = OLD.sequence AND NEW.last_entry IS NOT OLD.last_entry
    OR (NEW.sequence <> 0 OR NEW.balance <> 0 OR NEW.last_entry IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM ledger_entries e
        WHERE e.number = NEW.last_entry AND e.wallet_id = NEW.id
            AND e.sequence = NEW.sequence AND e.balance_after = NEW.balance
    )
BEGIN SELECT RAISE(ABORT, 'a wallet moves with its entries'); END;

-- As it was.
CREATE VIEW entry_details AS
SELECT lower(substr(hex(t.id), 1, 8) || '-' || substr(hex(t.id), 9, 4) || '-' || substr(hex(t.id), 13, 4)
           || '-' || substr(hex(t.id), 17, 4) || '-' || substr(hex(t.id), 21)) AS transaction_id,
       e.wallet_id,
       e.sequence,
       w.owner,
       a.code AS asset,
       e.amount,
       CASE WHEN e.amount < 0 THEN 'debit' ELSE 'credit' END AS entry_type,
       e.balance_after,
       CASE t.flow WHEN 1 THEN 'mint' WHEN 2 THEN 'top_up' WHEN 3 THEN 'bonus' WHEN 4 THEN 'spend' END AS flow,
       t.idempotency_key,
       t.reference,
       t.description,
       t.metadata,
       t.created_at
FROM ledger_entries e
JOIN wallets w ON w.id = e.wallet_id
JOIN assets a ON a.id = w.asset_id
JOIN transactions t ON t.number = e.transaction_number;
