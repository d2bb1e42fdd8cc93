-- Holds and reversals: what a wallet keeps back, what is left of each hold and of each reversed transaction, and what a
-- command says beyond an amount of an asset (`docs/decisions/0024`).

-- What of the balance the wallet's open holds keep.
ALTER TABLE wallets ADD COLUMN held INTEGER NOT NULL DEFAULT 0
    CONSTRAINT wallets_held_range CHECK (held BETWEEN 0 AND balance - floor);

-- `terms` and `effects` are the domain's canonical JSON; most rows have neither. `about` is the earlier transaction that
-- this one takes of, lets go or reverses.
ALTER TABLE transactions ADD COLUMN terms TEXT;
ALTER TABLE transactions ADD COLUMN effects TEXT;
ALTER TABLE transactions ADD COLUMN about BLOB CONSTRAINT transactions_about_form CHECK (length(about) = 16);
CREATE INDEX transactions_about ON transactions (about) WHERE about IS NOT NULL;

-- A hold, a release and an expiry (flows 5, 7 and 8) are posted and move nothing. SQLite cannot alter a constraint; what
-- is stored satisfies the new one, so only the text is changed, as https://sqlite.org/lang_altertable.html#otheralter
-- says for this. That spares an upgrade to write the whole table anew.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'first_entry IS NOT NULL AND entry_count >= 2 AND',
                       'first_entry IS NOT NULL AND (entry_count >= 2 OR entry_count = 0 AND flow IN (5, 7, 8)) AND')
WHERE type = 'table' AND name = 'transactions';
PRAGMA writable_schema = RESET;

-- How much is left of a hold (kind 1) or of a transaction that was reversed (kind 2), by the id of that transaction.
-- `status` is 1 open, 2 settled, 3 released, 4 expired. All of it follows from transactions: `wallet verify` compares.
CREATE TABLE claims (
    id              BLOB NOT NULL CONSTRAINT claims_pk PRIMARY KEY,
    kind            INTEGER NOT NULL,
    wallet_id       INTEGER NOT NULL CONSTRAINT claims_wallet_fk REFERENCES wallets (id),
    amount          INTEGER NOT NULL,
    taken           INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    expires_at      INTEGER,
    CONSTRAINT claims_id_form CHECK (length(id) = 16),
    CONSTRAINT claims_kind_known CHECK (kind IN (1, 2)),
    CONSTRAINT claims_status_known CHECK (status IN (1, 2) OR kind = 1 AND status IN (3, 4)),
    CONSTRAINT claims_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
    CONSTRAINT claims_taken_range CHECK (taken BETWEEN 0 AND amount),
    CONSTRAINT claims_open_if_left CHECK (status <> 1 OR taken < amount),
    CONSTRAINT claims_expire_if_held CHECK ((kind = 1) = (expires_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- What keeps something back in a wallet, and what is over though nobody has said so.
CREATE INDEX claims_open ON claims (wallet_id, expires_at, id) WHERE kind = 1 AND status = 1;
CREATE INDEX claims_lapsing ON claims (expires_at, id) WHERE kind = 1 AND status = 1;

CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims
BEGIN SELECT RAISE(ABORT, 'claims are never deleted'); END;
CREATE TRIGGER claims_no_change BEFORE UPDATE OF id, kind, wallet_id, amount, expires_at ON claims
BEGIN SELECT RAISE(ABORT, 'of a claim only what is taken and its status change'); END;
CREATE TRIGGER claims_end_once BEFORE UPDATE ON claims
WHEN OLD.status <> 1 OR NEW.taken < OLD.taken
BEGIN SELECT RAISE(ABORT, 'what is taken of a claim is not given back, and an end is for good'); END;

-- As it was, with the new flows.
DROP VIEW entry_details;
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
       CASE t.flow WHEN 1 THEN 'mint' WHEN 2 THEN 'top_up' WHEN 3 THEN 'bonus' WHEN 4 THEN 'spend' WHEN 6 THEN 'capture'
                   WHEN 9 THEN 'reversal' WHEN 10 THEN 'purchase' WHEN 11 THEN 'gift' END AS flow,
       t.idempotency_key,
       t.reference,
       t.description,
       t.metadata,
       t.created_at
FROM ledger_entries e
JOIN wallets w ON w.id = e.wallet_id
JOIN assets a ON a.id = w.asset_id
JOIN transactions t ON t.number = e.transaction_number;
