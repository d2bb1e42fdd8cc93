-- The ledger in one file.
--
-- In this order: assets and wallets; transactions with their entries, claims and payments; lanes and commits; what
-- operators changed, and keys; figures of days; what was copied, verified and backed up; triggers; the view for analysts.
--
-- Every table's rowid only grows, so rows are appended; the narrow unique indexes beside them are all that is written
-- at random places. Amounts are minor units within +-(2^53 - 1), times are microseconds since 1970. Texts called
-- canonical JSON are written and read by the domain. The constraints and triggers repeat what the program keeps anyway,
-- so that a bug in it cannot break an invariant silently. `wallet verify` compares this schema with the file's.

-- policy: canonical JSON; null if the asset has none.
CREATE TABLE assets (
    id              INTEGER CONSTRAINT assets_pk PRIMARY KEY,
    code            TEXT NOT NULL CONSTRAINT assets_code_unique UNIQUE,
    name            TEXT NOT NULL,
    description     TEXT,
    created_at      INTEGER NOT NULL,
    policy          TEXT,
    CONSTRAINT assets_code_form CHECK (code GLOB '[A-Z]*' AND code NOT GLOB '*[^A-Z0-9_]*' AND length(code) <= 50)
) STRICT;

-- id: the shard key in the high bits and the store's own number below, as in every store.
-- status: 1 active, 2 frozen, 3 closed, 4 frozen for debits, 5 frozen for credits.
-- last_entry: the number of the wallet's latest entry, which leads to the others; null if it has none.
-- held: the part of the balance that the wallet's open holds keep.
-- debt: what the owner owes of the asset. The wallet of that debt belongs to `system:debt:<owner>`, and its balance is
-- not above zero (`docs/decisions/0029`).
-- usage: what the owner has used of the asset's limits, as canonical JSON; null in most wallets.
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
    last_entry      INTEGER,
    held            INTEGER NOT NULL DEFAULT 0,
    usage           TEXT,
    debt            INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT wallets_name_unique UNIQUE (owner, asset_id, stripe),
    CONSTRAINT wallets_owner_form CHECK (length(owner) BETWEEN 1 AND 100
        OR substr(owner, 1, 12) = 'system:debt:' AND length(owner) <= 112),
    CONSTRAINT wallets_number_range CHECK (number BETWEEN 1 AND 281474976710655),
    CONSTRAINT wallets_shard_key_range CHECK (shard_key BETWEEN 0 AND 1023),
    CONSTRAINT wallets_stripe_range CHECK (stripe BETWEEN 0 AND 1023),
    CONSTRAINT wallets_id_form CHECK (id = (shard_key << 48 | number)),
    CONSTRAINT wallets_floor_range CHECK (floor BETWEEN -9007199254740991 AND 0),
    CONSTRAINT wallets_balance_range CHECK (balance BETWEEN floor AND 9007199254740991
        AND (balance <= 0 OR substr(owner, 1, 12) <> 'system:debt:')),
    CONSTRAINT wallets_held_range CHECK (held BETWEEN 0 AND balance - floor),
    CONSTRAINT wallets_debt_range CHECK (debt BETWEEN 0 AND 9007199254740991),
    CONSTRAINT wallets_sequence_range CHECK (sequence >= 0),
    CONSTRAINT wallets_version_range CHECK (version >= 0),
    CONSTRAINT wallets_status_known CHECK (status IN (1, 2, 3, 4, 5))
) STRICT;
CREATE INDEX wallets_debtors ON wallets (asset_id, owner) WHERE debt > 0;

-- The flows' names, for views, and which there are. `wallet migrate` writes a row for each flow of the program.
CREATE TABLE flows (
    code            INTEGER CONSTRAINT flows_pk PRIMARY KEY,
    name            TEXT NOT NULL CONSTRAINT flows_name_unique UNIQUE
) STRICT;

-- One row a decided command. `status` 1 is posted, 2 is rejected. Entries of one transaction have consecutive
-- numbers, so `first_entry` and `entry_count` find them without an index. `asset_id` is null if there was no such
-- asset: then the rejection names what was asked for. The two big tables have no foreign key but this to the
-- flows: the wallets are read in the same database transaction, and `wallet verify` proves the rest.
-- metadata, terms, effects and origin (who asked) are canonical JSON, so a replay is exact; most rows have no terms or
-- effects. about: the earlier transaction that this one captures, releases or reverses.
CREATE TABLE transactions (
    number          INTEGER CONSTRAINT transactions_pk PRIMARY KEY,
    id              BLOB NOT NULL CONSTRAINT transactions_id_unique UNIQUE,
    shard_key       INTEGER NOT NULL,
    owner           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint     BLOB NOT NULL,
    flow            INTEGER NOT NULL CONSTRAINT transactions_flow_known REFERENCES flows,
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
    terms           TEXT,
    effects         TEXT,
    about           BLOB,
    origin          TEXT,
    CONSTRAINT transactions_id_form CHECK (length(id) = 16),
    CONSTRAINT transactions_fingerprint_form CHECK (length(fingerprint) = 32),
    CONSTRAINT transactions_key_form CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    CONSTRAINT transactions_amount_range CHECK (amount BETWEEN 1 AND 9007199254740991),
    CONSTRAINT transactions_about_form CHECK (length(about) = 16),
    -- A hold, a release and an expiry (flows 5, 7 and 8) are posted and move nothing.
    CONSTRAINT transactions_result_form CHECK (
        status = 1 AND asset_id IS NOT NULL AND first_entry IS NOT NULL
            AND (entry_count >= 2 OR entry_count = 0 AND flow IN (5, 7, 8)) AND rejection IS NULL
        OR status = 2 AND first_entry IS NULL AND entry_count = 0 AND rejection IS NOT NULL
    )
) STRICT;
-- In the order in which they are listed (`docs/decisions/0008`: each look-up has one index that serves it).
CREATE INDEX transactions_about ON transactions (about, created_at) WHERE about IS NOT NULL;
-- The order of searches (`docs/decisions/0052`). Rows come in nearly this order, so it grows at its end.
CREATE INDEX transactions_created_at ON transactions (created_at, id);

-- Entries are linked: each names its wallet's entry before, and the wallet names its latest. So a new entry writes the
-- end of its table, and the random page of an index only every 16th time (`docs/decisions/0017`).
CREATE TABLE ledger_entries (
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
-- Every 16th entry of a wallet, so that any of its entries is found by at most 16 steps back from a mark or from its
-- latest. A query that repeats the term uses it.
CREATE UNIQUE INDEX ledger_entries_marks ON ledger_entries (wallet_id, sequence) WHERE sequence % 16 = 0;

-- What is left of a hold (kind 1) or of a reversed transaction (kind 2), by the id of that transaction
-- (`docs/decisions/0024`). `status`: 1 open, 2 settled, 3 released, 4 expired. All of it follows from transactions:
-- `wallet verify` compares.
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
-- The open holds of a wallet, and those whose time is over.
CREATE INDEX claims_open ON claims (wallet_id, expires_at, id) WHERE kind = 1 AND status = 1;
CREATE INDEX claims_lapsing ON claims (expires_at, id) WHERE kind = 1 AND status = 1;

-- The posted top-ups that credited a payment (`docs/decisions/0037`); the first has ordinal 1.
CREATE TABLE payments (
    payment_ref    TEXT NOT NULL,
    ordinal        INTEGER NOT NULL,
    transaction_id BLOB NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (payment_ref, ordinal),
    CONSTRAINT payments_ref_form CHECK (length(payment_ref) BETWEEN 1 AND 255),
    CONSTRAINT payments_id_form CHECK (length(transaction_id) = 16)
) STRICT, WITHOUT ROWID;

-- A ledger that was copied from PostgreSQL brings its lanes along: their commits with their chains, and a stripe of
-- treasury and revenue for each (`docs/decisions/0025`). The writer's own commits are in lane 0; a store that was never
-- copied has no other.
CREATE TABLE lanes (
    lane            INTEGER CONSTRAINT lanes_pk PRIMARY KEY,
    CONSTRAINT lanes_range CHECK (lane BETWEEN 0 AND 63)
) STRICT;
INSERT INTO lanes (lane) VALUES (0);

-- One row a batch that recorded something, numbered without gaps in its lane: the order in which batches became durable.
-- The number carries the lane in the high bits and the place in that lane below, as a wallet's id carries its shard key.
-- `previous` and `root` are its links in the chain of hashes (`docs/decisions/0020`).
CREATE TABLE commits (
    number            INTEGER CONSTRAINT commits_pk PRIMARY KEY,
    previous          BLOB,
    root              BLOB,
    first_transaction INTEGER NOT NULL,
    transaction_count INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    CONSTRAINT commits_count_range CHECK (transaction_count >= 1)
) STRICT;

-- What operators have changed (`docs/decisions/0026`): who, when, why, and from what to what. A note about an owner is about
-- no asset. `actor_name`: the name of the actor's API key. `object`: the id of the key or approval that a change is about
-- (`docs/decisions/0086`); the feed does not tell of those.
CREATE TABLE changes (
    number INTEGER CONSTRAINT changes_pk PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    actor_name TEXT,
    reason TEXT,
    action TEXT NOT NULL,
    owner  TEXT,
    asset  TEXT,
    object TEXT,
    before TEXT,
    after  TEXT NOT NULL
) STRICT;
CREATE INDEX changes_owner ON changes (owner, number) WHERE owner IS NOT NULL;
CREATE INDEX changes_asset ON changes (asset, number);
-- Of an owner's changes those of one asset.
CREATE INDEX changes_wallet ON changes (owner, asset, number) WHERE owner IS NOT NULL;
CREATE INDEX changes_actor ON changes (actor, number);
CREATE INDEX changes_action ON changes (action, number);
CREATE INDEX changes_object ON changes (object, number) WHERE object IS NOT NULL;

-- The feed: every commit and every change has a position in it, in the order in which they were written.
-- `commit_number` is a commit's number as it is stored. A copied ledger keeps the positions that it had.
CREATE TABLE feed (
    position        INTEGER CONSTRAINT feed_pk PRIMARY KEY,
    commit_number   INTEGER,
    change_number   INTEGER,
    CONSTRAINT feed_position_from_one CHECK (position >= 1),
    CONSTRAINT feed_is_of_a_commit_or_a_change CHECK ((commit_number IS NULL) <> (change_number IS NULL))
) STRICT;

-- Who may use the service (`docs/decisions/0018`). Of a key's secret only the SHA-256 is kept. Keys are revoked, never
-- deleted or changed, so that an id in a log means the same for ever. `last_used_at` is right to about a minute.
CREATE TABLE api_keys (
    id           TEXT NOT NULL CONSTRAINT api_keys_pk PRIMARY KEY,
    name         TEXT NOT NULL,
    digest       BLOB NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    revoked_at   INTEGER,
    -- Its role, caps, assets and networks, as the domain's JSON; none of a plain key.
    terms        TEXT,
    revoked_by   TEXT,
    -- Its latest rotation, as the domain's JSON: the digest before, and until when that is good.
    rotation     TEXT,
    CONSTRAINT api_keys_terms_form CHECK (terms IS NULL OR json_valid(terms)),
    CONSTRAINT api_keys_rotation_form CHECK (rotation IS NULL OR json_valid(rotation)),
    CONSTRAINT api_keys_id_form CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT api_keys_name_form CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_keys_digest_form CHECK (length(digest) = 32),
    -- The scopes in their order, each once.
    CONSTRAINT api_keys_scopes_known CHECK (
        scopes <> '' AND scopes = ltrim(
            CASE WHEN ',' || scopes || ',' LIKE '%,read,%' THEN ',read' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,spend,%' THEN ',spend' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,grant,%' THEN ',grant' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,operate,%' THEN ',operate' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,events,%' THEN ',events' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,webhooks,%' THEN ',webhooks' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,analytics,%' THEN ',analytics' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,keys,%' THEN ',keys' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,approve,%' THEN ',approve' ELSE '' END ||
            CASE WHEN ',' || scopes || ',' LIKE '%,support,%' THEN ',support' ELSE '' END,
            ','
        )
    )
) STRICT;

-- What keys with caps have used of them, in all (owner: empty) and for each player, as the domain's JSON. None of it is
-- history: a day that is over counts no more.
CREATE TABLE cap_usages (
    key   TEXT NOT NULL,
    owner TEXT NOT NULL,
    usage TEXT NOT NULL,
    CONSTRAINT cap_usages_pk PRIMARY KEY (key, owner),
    CONSTRAINT cap_usages_usage_form CHECK (json_valid(usage))
) STRICT, WITHOUT ROWID;

-- Commands that wait for another's approval, or waited: who asked for what, who decided, and what came of it. approval: the domain's
-- JSON. They are kept: it is the record of who let whom do what.
CREATE TABLE approvals (
    id       BLOB NOT NULL CONSTRAINT approvals_pk PRIMARY KEY,
    status   TEXT NOT NULL,
    made_at  INTEGER NOT NULL,
    approval TEXT NOT NULL,
    CONSTRAINT approvals_id_form CHECK (length(id) = 16),
    CONSTRAINT approvals_status_known CHECK (status IN ('pending', 'approved', 'executed', 'rejected', 'expired')),
    CONSTRAINT approvals_approval_form CHECK (json_valid(approval))
) STRICT, WITHOUT ROWID;

-- Where events are delivered to (`docs/decisions/0055`), as the domain's JSON, with the secrets that deliveries are signed
-- with: the service needs them as they are.
CREATE TABLE webhooks (
    id       TEXT NOT NULL CONSTRAINT webhooks_pk PRIMARY KEY,
    endpoint TEXT NOT NULL,
    CONSTRAINT webhooks_id_form CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT webhooks_endpoint_form CHECK (json_valid(endpoint))
) STRICT, WITHOUT ROWID;

-- How far each partition of an endpoint has got, and which server delivers it until when. Places from 16 on are those of
-- a replay.
CREATE TABLE webhook_partitions (
    webhook    TEXT NOT NULL CONSTRAINT webhook_partitions_webhook_fk REFERENCES webhooks (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL,
    progress   TEXT NOT NULL,
    holder     TEXT,
    held_until INTEGER,
    CONSTRAINT webhook_partitions_pk PRIMARY KEY (webhook, place),
    CONSTRAINT webhook_partitions_place_range CHECK (place BETWEEN 0 AND 47),
    CONSTRAINT webhook_partitions_progress_form CHECK (json_valid(progress)),
    CONSTRAINT webhook_partitions_lease_form CHECK ((holder IS NULL) = (held_until IS NULL))
) STRICT, WITHOUT ROWID;

-- Deliveries that were given up. step: the alert behind the event, empty for the event itself.
CREATE TABLE webhook_parked (
    webhook  TEXT NOT NULL CONSTRAINT webhook_parked_webhook_fk REFERENCES webhooks (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    place_in INTEGER NOT NULL,
    step     TEXT NOT NULL,
    parked   TEXT NOT NULL,
    CONSTRAINT webhook_parked_pk PRIMARY KEY (webhook, position, place_in, step),
    CONSTRAINT webhook_parked_form CHECK (json_valid(parked))
) STRICT, WITHOUT ROWID;

-- The latest attempts of each partition, a ring of 32.
CREATE TABLE webhook_attempts (
    webhook TEXT NOT NULL CONSTRAINT webhook_attempts_webhook_fk REFERENCES webhooks (id) ON DELETE CASCADE,
    place   INTEGER NOT NULL,
    slot    INTEGER NOT NULL,
    attempt TEXT NOT NULL,
    CONSTRAINT webhook_attempts_pk PRIMARY KEY (webhook, place, slot),
    CONSTRAINT webhook_attempts_slot_range CHECK (slot BETWEEN 0 AND 31),
    CONSTRAINT webhook_attempts_form CHECK (json_valid(attempt))
) STRICT, WITHOUT ROWID;

-- Balances that are told of when they cross a line (`docs/decisions/0056`).
CREATE TABLE alerts (
    id    TEXT NOT NULL CONSTRAINT alerts_pk PRIMARY KEY,
    alert TEXT NOT NULL,
    CONSTRAINT alerts_id_form CHECK (length(id) BETWEEN 1 AND 50 AND id NOT GLOB '*[^a-z0-9_-]*'),
    CONSTRAINT alerts_form CHECK (json_valid(alert))
) STRICT, WITHOUT ROWID;

-- How far the figures below are folded, along the feed (`docs/decisions/0073`): up to and with the event `place` of
-- `position`. day: the one that is not over yet; the days before it are final. built: which of the figures below are its own.
-- number: 1 for those that are read, 2 for those that a rebuild folds beside them (`docs/decisions/0084`).
CREATE TABLE rollup_state (
    number   INTEGER CONSTRAINT rollup_state_pk PRIMARY KEY,
    built    INTEGER NOT NULL,
    zone     TEXT NOT NULL,
    labels   TEXT NOT NULL,
    position INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    at       INTEGER,
    day      TEXT,
    CONSTRAINT rollup_state_number_known CHECK (number IN (1, 2))
) STRICT;

-- What a flow moved of an asset on a day (YYYY-MM-DD, of the state's zone): credited to players, and debited from them.
-- kind: flow for all of it, else what the label is, such as reason; what has no label has no row of that kind.
CREATE TABLE rollups (
    built    INTEGER NOT NULL,
    day      TEXT NOT NULL,
    asset    TEXT NOT NULL,
    flow     INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    label    TEXT NOT NULL,
    count    INTEGER NOT NULL,
    credited INTEGER NOT NULL,
    debited  INTEGER NOT NULL,
    CONSTRAINT rollups_pk PRIMARY KEY (built, asset, kind, day, flow, label),
    CONSTRAINT rollups_day_form CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    CONSTRAINT rollups_kind_known CHECK (kind IN ('flow', 'reason', 'sink', 'source', 'campaign', 'item'))
) STRICT, WITHOUT ROWID;

-- An asset at the end of a day on which something of it moved. supply: what players hold. system_entries: how many entries
-- the wallets of the service and of operators have, which tells whether the ledger's balances are of the same moment.
CREATE TABLE rollup_days (
    built          INTEGER NOT NULL,
    day            TEXT NOT NULL,
    asset          TEXT NOT NULL,
    credited       INTEGER NOT NULL,
    debited        INTEGER NOT NULL,
    spent          INTEGER NOT NULL,
    active         INTEGER NOT NULL,
    supply         INTEGER NOT NULL,
    treasury       INTEGER NOT NULL,
    revenue        INTEGER NOT NULL,
    minted         INTEGER NOT NULL,
    system_entries INTEGER NOT NULL,
    CONSTRAINT rollup_days_pk PRIMARY KEY (built, asset, day),
    CONSTRAINT rollup_days_day_form CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;

-- The wallets of players that moved on the state's day.
CREATE TABLE rollup_active (
    built     INTEGER NOT NULL,
    wallet_id INTEGER NOT NULL,
    CONSTRAINT rollup_active_pk PRIMARY KEY (built, wallet_id)
) STRICT, WITHOUT ROWID;

-- The newest look at all wallets (`docs/decisions/0075`): when it was taken, after which position of the feed, and until when
-- whoever was told to take the next one is waited for.
CREATE TABLE snapshots (
    number         INTEGER CONSTRAINT snapshots_pk PRIMARY KEY,
    taken_at       INTEGER,
    position       INTEGER,
    is_approximate INTEGER NOT NULL DEFAULT 0,
    claimed_until  INTEGER,
    CONSTRAINT snapshots_is_one CHECK (number = 1),
    CONSTRAINT snapshots_moment_form CHECK ((taken_at IS NULL) = (position IS NULL)),
    CONSTRAINT snapshots_approximate_form CHECK (is_approximate IN (0, 1))
) STRICT;
INSERT INTO snapshots (number) VALUES (1);

-- Who holds each asset by it, as the domain's JSON.
CREATE TABLE ownerships (
    asset   TEXT NOT NULL CONSTRAINT ownerships_pk PRIMARY KEY,
    figures TEXT NOT NULL,
    CONSTRAINT ownerships_figures_form CHECK (json_valid(figures))
) STRICT, WITHOUT ROWID;

-- How many held an asset on a day (YYYY-MM-DD), by the latest look of that day.
CREATE TABLE holder_days (
    asset   TEXT NOT NULL,
    day     TEXT NOT NULL,
    wallets INTEGER NOT NULL,
    holders INTEGER NOT NULL,
    total   INTEGER NOT NULL,
    CONSTRAINT holder_days_pk PRIMARY KEY (asset, day)
) STRICT, WITHOUT ROWID;

-- The store that this one is a copy of, if it is one (`docs/decisions/0025`). Until `finished_at` is set the copy is not
-- whole, and nothing may serve it.
CREATE TABLE copies (
    number          INTEGER CONSTRAINT copies_pk PRIMARY KEY,
    source          TEXT NOT NULL,
    began_at        INTEGER NOT NULL,
    finished_at     INTEGER,
    CONSTRAINT copies_at_most_one CHECK (number = 1)
) STRICT;

-- When the invariants were proven, and how many places were found where they do not hold. `heads`: how far the commits
-- of every lane were proven, so that the next verification goes on from there.
CREATE TABLE verifications (
    number      INTEGER CONSTRAINT verifications_pk PRIMARY KEY,
    finished_at INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    heads       TEXT,
    CONSTRAINT verifications_findings_range CHECK (findings >= 0)
) STRICT;

CREATE TABLE backups (
    number      INTEGER CONSTRAINT backups_pk PRIMARY KEY,
    finished_at INTEGER NOT NULL,
    findings    INTEGER,
    CONSTRAINT backups_findings_range CHECK (findings >= 0)
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
CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
BEGIN SELECT RAISE(ABORT, 'credits of payments are immutable'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN SELECT RAISE(ABORT, 'credits of payments are immutable'); END;
CREATE TRIGGER commits_no_update BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'commits are immutable'); END;
CREATE TRIGGER commits_no_delete BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'commits are immutable'); END;
CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'changes are immutable: make another one'); END;
CREATE TRIGGER feed_no_update BEFORE UPDATE ON feed
BEGIN SELECT RAISE(ABORT, 'the feed is immutable'); END;
CREATE TRIGGER feed_no_delete BEFORE DELETE ON feed
BEGIN SELECT RAISE(ABORT, 'the feed is immutable'); END;
CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'changes are immutable: make another one'); END;

-- Without gaps in each lane.
CREATE TRIGGER commits_no_gap BEFORE INSERT ON commits
WHEN NEW.number <> 1 + coalesce(
    (SELECT c.number FROM commits c
     WHERE c.number > NEW.number >> 48 << 48 AND c.number <= (NEW.number >> 48 << 48) + 281474976710655
     ORDER BY c.number DESC LIMIT 1),
    NEW.number >> 48 << 48
)
BEGIN SELECT RAISE(ABORT, 'commits are numbered without gaps'); END;
CREATE TRIGGER lanes_no_update BEFORE UPDATE ON lanes
BEGIN SELECT RAISE(ABORT, 'lanes are added only'); END;
CREATE TRIGGER lanes_no_delete BEFORE DELETE ON lanes
BEGIN SELECT RAISE(ABORT, 'lanes are added only'); END;

-- A wallet keeps its owner and its asset, and is never deleted.
CREATE TRIGGER wallets_no_rename BEFORE UPDATE OF id, number, shard_key, owner, asset_id, stripe ON wallets
BEGIN SELECT RAISE(ABORT, 'a wallet keeps its owner and its asset'); END;
CREATE TRIGGER wallets_no_delete BEFORE DELETE ON wallets
BEGIN SELECT RAISE(ABORT, 'wallets are never deleted: close them'); END;

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

-- What is taken of a claim stays taken, and an end is for good.
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims
BEGIN SELECT RAISE(ABORT, 'claims are never deleted'); END;
CREATE TRIGGER claims_no_change BEFORE UPDATE OF id, kind, wallet_id, amount, expires_at ON claims
BEGIN SELECT RAISE(ABORT, 'of a claim only what is taken and its status change'); END;
CREATE TRIGGER claims_end_once BEFORE UPDATE ON claims
WHEN OLD.status <> 1 OR NEW.taken < OLD.taken
BEGIN SELECT RAISE(ABORT, 'what is taken of a claim is not given back, and an end is for good'); END;

CREATE TRIGGER api_keys_no_change BEFORE UPDATE OF id, name, scopes, created_at, expires_at, terms ON api_keys
BEGIN SELECT RAISE(ABORT, 'a key is not changed: revoke it and make another'); END;
-- Another digest comes by a rotation from this one.
CREATE TRIGGER api_keys_rotate BEFORE UPDATE OF digest, rotation ON api_keys
WHEN OLD.revoked_at IS NOT NULL OR json_extract(NEW.rotation, '$.old') IS NOT lower(hex(OLD.digest))
BEGIN SELECT RAISE(ABORT, 'a key gets another secret by a rotation from the one it has'); END;
CREATE TRIGGER api_keys_no_revival BEFORE UPDATE OF revoked_at, revoked_by ON api_keys
WHEN OLD.revoked_at IS NOT NULL
    AND (NEW.revoked_at IS NOT OLD.revoked_at OR NEW.revoked_by IS NOT OLD.revoked_by)
BEGIN SELECT RAISE(ABORT, 'a key is revoked for good'); END;
CREATE TRIGGER api_keys_no_delete BEFORE DELETE ON api_keys
BEGIN SELECT RAISE(ABORT, 'keys are not deleted: revoke them'); END;

CREATE TRIGGER approvals_advance BEFORE UPDATE ON approvals
WHEN NEW.id <> OLD.id OR NEW.made_at <> OLD.made_at
    OR OLD.status || ' ' || NEW.status NOT IN ('pending approved', 'pending rejected', 'pending expired', 'approved executed')
BEGIN SELECT RAISE(ABORT, 'what was approved or rejected stays so'); END;
CREATE TRIGGER approvals_no_delete BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals are kept'); END;

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
       f.name AS flow,
       t.idempotency_key,
       t.reference,
       t.description,
       t.metadata,
       t.created_at
FROM ledger_entries e
JOIN wallets w ON w.id = e.wallet_id
JOIN assets a ON a.id = w.asset_id
JOIN transactions t ON t.number = e.transaction_number
LEFT JOIN flows f ON f.code = t.flow;
