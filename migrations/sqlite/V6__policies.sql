-- Policies of assets, what operators change beside the ledger, and what players have used of limits
-- (`docs/decisions/0026`).

-- The domain's canonical JSON; most assets say nothing.
ALTER TABLE assets ADD COLUMN policy TEXT;

-- What the wallet's owner has used of the asset's limits: the domain's canonical JSON; of most wallets nothing.
ALTER TABLE wallets ADD COLUMN usage TEXT;

-- `status` 4 is frozen for debits, 5 for credits; 2 for both. As in V5 only the text of the constraint is changed: what is
-- stored satisfies the new one.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CONSTRAINT wallets_status_known CHECK (status IN (1, 2, 3))',
                       'CONSTRAINT wallets_status_known CHECK (status IN (1, 2, 3, 4, 5))')
WHERE type = 'table' AND name = 'wallets';
PRAGMA writable_schema = RESET;

-- What operators have changed: who, when, why, and from what to what.
CREATE TABLE changes (
    number INTEGER CONSTRAINT changes_pk PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    reason TEXT,
    action TEXT NOT NULL,
    owner  TEXT,
    asset  TEXT NOT NULL,
    before TEXT,
    after  TEXT NOT NULL
) STRICT;
CREATE INDEX changes_owner ON changes (owner, number) WHERE owner IS NOT NULL;
CREATE INDEX changes_asset ON changes (asset, number);

CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'changes are immutable: make another one'); END;
CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'changes are immutable: make another one'); END;

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
                   WHEN 9 THEN 'reversal' WHEN 10 THEN 'purchase' WHEN 11 THEN 'gift' WHEN 12 THEN 'conversion'
                   WHEN 13 THEN 'allocate' END AS flow,
       t.idempotency_key,
       t.reference,
       t.description,
       t.metadata,
       t.created_at
FROM ledger_entries e
JOIN wallets w ON w.id = e.wallet_id
JOIN assets a ON a.id = w.asset_id
JOIN transactions t ON t.number = e.transaction_number;
