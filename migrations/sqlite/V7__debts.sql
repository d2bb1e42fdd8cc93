-- What players owe (`docs/decisions/0029`).

-- What the wallet's owner owes of the asset: what the wallet of that debt, of the owner `system:debt:` and the player's
-- name, lacks.
ALTER TABLE wallets ADD COLUMN debt INTEGER NOT NULL DEFAULT 0
    CONSTRAINT wallets_debt_range CHECK (debt BETWEEN 0 AND 9007199254740991);
CREATE INDEX wallets_debtors ON wallets (asset_id) WHERE debt > 0;

-- A debt's owner has a longer name, and its wallets hold nothing or less. As in V5 only the text of the constraints is
-- changed: what is stored satisfies the new ones.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(replace(sql,
    'CONSTRAINT wallets_owner_form CHECK (length(owner) BETWEEN 1 AND 100)',
    'CONSTRAINT wallets_owner_form CHECK (length(owner) BETWEEN 1 AND 100
        OR substr(owner, 1, 12) = ''system:debt:'' AND length(owner) <= 112)'),
    'CONSTRAINT wallets_balance_range CHECK (balance BETWEEN floor AND 9007199254740991)',
    'CONSTRAINT wallets_balance_range CHECK (balance BETWEEN floor AND 9007199254740991
        AND (balance <= 0 OR substr(owner, 1, 12) <> ''system:debt:''))')
WHERE type = 'table' AND name = 'wallets';
PRAGMA writable_schema = RESET;
