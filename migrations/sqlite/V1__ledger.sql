-- The ledger in one file: assets, wallets, the immutable record of transactions and entries, the order of commits.
--
-- Every table's rowid only grows, so rows are appended; the narrow unique indexes beside them are all that is written
-- at random places. Amounts are minor units within +-(2^53 - 1), times are microseconds since 1970.
-- The constraints and triggers repeat what the program keeps anyway, so that a bug in it cannot break an invariant
-- silently. `wallet verify` compares this schema with the file's.

CREATE TABLE assets (
    id              INTEGER CONSTRAINT assets_pk PRIMARY KEY,
    code            TEXT NOT NULL CONSTRAINT assets_code_unique UNIQUE,
    name            TEXT NOT NULL,
    description     TEXT,
    created_at      INTEGER NOT NULL,
    CONSTRAINT assets_code_form CHECK (code GLOB '[A-Z]*' AND code NOT GLOB '*[^A-Z0-9_]*' AND length(code) <= 50)
) STRICT;

-- The id carries the shard key in its high bits and the store's own number below, as in every store.
CREATE TABLE wallets (
    id              INTEGER CONSTRAINT wallets_pk PRIMARY KEY,
    number          INTEGER NOT NULL CONSTRAINT wallets_number_unique UNIQUE,
    shard_key       INTEGER NOT NULL,
    owner           TEXT NOT NULL,
    asset_id        INTEGER NOT NULL CONSTRAINT wallets_asset_fk REFERENCES assets (id),
    stripe          INTEGER NOT NULL,
    balance         INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    floor           INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    last_entry_at   INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    CONSTRAINT wallets_name_unique UNIQUE (owner, asset_id, stripe),
    CONSTRAINT wallets_owner_form CHECK (length(owner) BETWEEN 1 AND 100),
    CONSTRAINT wallets_number_range CHECK (number BETWEEN 1 AND 281474976710655),
    CONSTRAINT wallets_shard_key_range CHECK (shard_key BETWEEN 0 AND 1023),
    CONSTRAINT wallets_stripe_range CHECK (stripe BETWEEN 0 AND 1023),
    CONSTRAINT wallets_id_form CHECK (id = (shard_key << 48 | number)),
    CONSTRAINT wallets_floor_range CHECK (floor BETWEEN -9007199254740991 AND 0),
    CONSTRAINT wallets_balance_range CHECK (balance BETWEEN floor AND 9007199254740991),
    CONSTRAINT wallets_sequence_range CHECK (sequence >= 0),
    CONSTRAINT wallets_version_range CHECK (version >= 0),
    CONSTRAINT wallets_status_known CHECK (status IN (1, 2, 3))
) STRICT;

-- One row a decided command. `status` 1 is posted, 2 is rejected. Entries of one transaction have consecutive
-- numbers, so `first_entry` and `entry_count` find them without an index. `asset_id` is null if there was no such
-- asset: then the rejection names what was asked for. No foreign keys on the two big tables: the wallets are read in
-- the same database transaction, and `wallet verify` proves the rest.
CREATE TABLE transactions (
    number          INTEGER CONSTRAINT transactions_pk PRIMARY KEY,
    id              BLOB NOT NULL CONSTRAINT transactions_id_unique UNIQUE,
    shard_key       INTEGER NOT NULL,
    owner           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint     BLOB NOT NULL,
    flow            INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    asset_id        INTEGER,
    amount          INTEGER NOT NULL,
    reference       TEXT,
    description     TEXT,
    metadata        TEXT,
    first_entry     INTEGER,
    entry_count     INTEGER NOT NULL,
    rejection       TEXT,
    created_at      INTEGER NOT NULL,
    commit_number   INTEGER NOT NULL,
    CONSTRAINT transactions_id_form CHECK (length(id) = 16),
    CONSTRAINT transactions_fingerprint_form CHECK (length(fingerprint) = 32),
    CONSTRAINT transactions_key_form CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    CONSTRAINT transactions_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
    CONSTRAINT transactions_result_form CHECK (
        status = 1 AND asset_id IS NOT NULL AND first_entry IS NOT NULL AND entry_count >= 2 AND rejection IS NULL
        OR status = 2 AND first_entry IS NULL AND entry_count = 0 AND rejection IS NOT NULL
    )
) STRICT;

CREATE TABLE ledger_entries (
    number             INTEGER CONSTRAINT ledger_entries_pk PRIMARY KEY,
    wallet_id          INTEGER NOT NULL,
    sequence           INTEGER NOT NULL,
    transaction_number INTEGER NOT NULL,
    amount             INTEGER NOT NULL,
    balance_after      INTEGER NOT NULL,
    CONSTRAINT ledger_entries_sequence_unique UNIQUE (wallet_id, sequence),
    CONSTRAINT ledger_entries_sequence_range CHECK (sequence >= 1),
    CONSTRAINT ledger_entries_amount_range CHECK (amount <> 0 AND amount BETWEEN -9007199254740991 AND 9007199254740991),
    CONSTRAINT ledger_entries_balance_range CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991)
) STRICT;

-- One row a batch that recorded something, numbered without gaps: the order in which batches became durable.
-- `previous` and `root` are for the chain of hashes.
CREATE TABLE commits (
    number            INTEGER CONSTRAINT commits_pk PRIMARY KEY,
    previous          BLOB,
    root              BLOB,
    first_transaction INTEGER NOT NULL,
    transaction_count INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    CONSTRAINT commits_count_range CHECK (transaction_count >= 1)
) STRICT;

-- When the invariants were proven, and how many places were found where they do not hold.
CREATE TABLE verifications (
    number      INTEGER CONSTRAINT verifications_pk PRIMARY KEY,
    finished_at INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    CONSTRAINT verifications_findings_range CHECK (findings >= 0)
) STRICT;

-- What is booked stays as it is booked.
CREATE TRIGGER transactions_no_update BEFORE UPDATE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are immutable: record another one'); END;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are immutable: record another one'); END;
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'entries are immutable: correct them by another transaction'); END;
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'entries are immutable: correct them by another transaction'); END;
CREATE TRIGGER commits_no_update BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'commits are immutable'); END;
CREATE TRIGGER commits_no_delete BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'commits are immutable'); END;
CREATE TRIGGER commits_no_gap BEFORE INSERT ON commits
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM commits), 0)
BEGIN SELECT RAISE(ABORT, 'commits are numbered without gaps'); END;

-- A wallet's balance moves with its entries; whose it is and what it holds never changes, nor does it go away.
CREATE TRIGGER wallets_no_rename BEFORE UPDATE OF id, number, shard_key, owner, asset_id, stripe ON wallets
BEGIN SELECT RAISE(ABORT, 'a wallet keeps its owner and its asset'); END;
CREATE TRIGGER wallets_no_delete BEFORE DELETE ON wallets
BEGIN SELECT RAISE(ABORT, 'wallets are never deleted: close them'); END;

-- For analysts: every entry with what its transaction says of it. Times are microseconds since 1970:
-- datetime(created_at / 1000000, 'unixepoch') shows them.
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
