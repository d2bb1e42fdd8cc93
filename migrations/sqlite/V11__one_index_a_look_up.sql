-- Each look-up has one index that serves it, in the order in which it lists (`docs/decisions/0008`). An upgrade reads the
-- transactions once to build the first.
DROP INDEX transactions_about;
CREATE INDEX transactions_about ON transactions (about, created_at) WHERE about IS NOT NULL;

-- Of an owner's changes those of one asset are asked for as well.
CREATE INDEX changes_wallet ON changes (owner, asset, number) WHERE owner IS NOT NULL;
