//! Every statement of the hot path and of the reads, by name. Each is prepared once a connection; a test prepares all.

/// A statement and the name it goes by in errors and logs.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// `verb_noun`.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
}

macro_rules! statements {
    ($($constant:ident = $name:literal, $sql:expr;)*) => {
        $(pub(crate) const $constant: Statement = Statement { name: $name, sql: $sql };)*

        /// All of them.
        pub const ALL: &[Statement] = &[$($constant),*];
    };
}

statements! {
    LOCK_LANE = "lock_lane",
        "-- lock_lane   $1 lane
         -- The lane's mutex: batches of one lane take turns, whichever server they come from. Tells how many there are.
         SELECT number, head, (SELECT count(*) FROM lanes) AS lanes FROM lanes WHERE lane = $1 FOR NO KEY UPDATE";
    COUNT_LANES = "count_lanes",
        "-- count_lanes
         -- The database's fact, so that all servers agree.
         SELECT count(*) AS lanes FROM lanes";
    FIND_COPY = "find_copy",
        "-- find_copy
         -- At most one: a store is a copy from its beginning or never.
         SELECT source, finished_at IS NOT NULL AS is_whole FROM copies";
    READ_CLOCK = "read_clock",
        "-- read_clock
         -- The database's clock at this very moment, not at the begin of a database transaction: in a flight, after its locks.
         SELECT clock_timestamp() AS now";
    FIND_ASSETS = "find_assets",
        "-- find_assets   $1 codes text[]
         -- Read in every batch, never cached across: another server may have created or changed one.
         SELECT f.slot, a.id, a.policy
           FROM unnest($1::text[]) WITH ORDINALITY AS f (code, slot)
          CROSS JOIN LATERAL (SELECT a.id, a.policy FROM assets a WHERE a.code = f.code LIMIT 1) a";
    LOCK_WALLETS = "lock_wallets", include_str!("../sql/lock_wallets.sql");
    FIND_TRANSACTIONS = "find_transactions", include_str!("../sql/find_transactions.sql");
    INSERT_TRANSACTIONS = "insert_transactions", include_str!("../sql/insert_transactions.sql");
    INSERT_PLAIN_TRANSACTIONS = "insert_plain_transactions", include_str!("../sql/insert_plain_transactions.sql");
    INSERT_ENTRIES = "insert_entries",
        "-- insert_entries   $1 wallet ids, $2 sequences, $3 transaction ids, $4 amounts, $5 balances, $6 times
         -- In key order, so that neighbours share pages.
         INSERT INTO ledger_entries (shard_key, wallet_id, sequence, transaction_id, amount, balance_after, created_at)
         SELECT (e.wallet_id >> 48)::int2, e.*
           FROM unnest($1::int8[], $2::int8[], $3::uuid[], $4::int8[], $5::int8[], $6::timestamptz[])
             AS e (wallet_id, sequence, transaction_id, amount, balance_after, created_at)";
    UPDATE_WALLETS = "update_wallets",
        "-- update_wallets   $1 ids, $2 balances, $3 held, $4 debts, $5 sequences, $6 versions, $7 times
         -- The rows are locked; but for a debt no indexed column changes, so the update stays on its page.
         UPDATE wallets w
            SET balance = u.balance, held = u.held, debt = u.debt, sequence = u.sequence, version = u.version,
                last_entry_at = u.last_entry_at
           FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::timestamptz[])
             AS u (id, balance, held, debt, sequence, version, last_entry_at)
          WHERE w.id = ANY (ARRAY[u.id])";
    INSERT_COMMIT = "insert_commit",
        "-- insert_commit   $1 lane, $2 number, $3 hash of the commit before, $4 root, $5 transaction ids, $6 time
         -- The order in which batches became durable, without gaps, each chained to the one before.
         INSERT INTO commits (lane, number, previous, root, transaction_ids, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    UPDATE_LANE = "update_lane",
        "-- update_lane   $1 lane, $2 number, $3 hash of that commit
         -- Its row is locked since the first flight.
         UPDATE lanes SET number = $2, head = $3 WHERE lane = $1";
    LIST_HEADS = "list_heads",
        "-- list_heads
         -- The latest commit of each lane that has a hash.
         SELECT l.lane, l.number, l.head, c.created_at
           FROM lanes l
          CROSS JOIN LATERAL (
                 SELECT c.created_at FROM commits c WHERE c.lane = l.lane AND c.number = l.number LIMIT 1) c
          WHERE l.head IS NOT NULL ORDER BY l.lane";
    LIST_ASSETS = "list_assets",
        "-- list_assets
         -- A small table.
         SELECT code, name, description, policy FROM assets ORDER BY code";
    LOCK_ASSETS = "lock_assets",
        "-- lock_assets
         -- As list_assets gives them, for whoever creates or changes one: what all say counts. Batches do not wait for it.
         SELECT code, name, description, policy FROM assets ORDER BY code FOR NO KEY UPDATE";
    UPDATE_ASSET = "update_asset",
        "-- update_asset   $1 code, $2 name, $3 description, $4 policy
         -- It is locked.
         UPDATE assets SET name = $2, description = $3, policy = $4 WHERE code = $1";
    LOCK_OWNED = "lock_owned",
        "-- lock_owned   $1 shard key, $2 owner
         -- An owner's wallets, locked in the order of their ids, as by batches.
         SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance, w.held, w.debt,
                w.floor, w.sequence, w.version, w.status, w.last_entry_at
           FROM (SELECT n.id FROM (SELECT w.id FROM wallets w WHERE w.owner = $2 AND w.shard_key = $1 OFFSET 0) n
                  ORDER BY n.id) f
          CROSS JOIN LATERAL (
                 SELECT w.* FROM wallets w WHERE w.id = f.id AND w.shard_key = $1 FOR NO KEY UPDATE
                ) w";
    UPDATE_STATUS = "update_status",
        "-- update_status   $1 id, $2 status, $3 version
         -- It is locked.
         UPDATE wallets SET status = $2, version = $3 WHERE id = $1";
    INSERT_CHANGE = "insert_change",
        "-- insert_change   in the order of the columns
         -- The next number is the table's own.
         INSERT INTO changes (at, actor, reason, action, owner, asset, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIST_CHANGES = "list_changes",
        "-- list_changes   $1 below this number, $2 how many
         -- The latest first.
         SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
          WHERE number < $1 ORDER BY number DESC LIMIT $2";
    LIST_CHANGES_OF_OWNER = "list_changes_of_owner",
        "-- list_changes_of_owner   $1 below this number, $2 how many, $3 owner
         -- Along the owner's index: a condition on the owner alone leaves a walk past everyone's changes to be chosen.
         SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
          WHERE (owner, number) < ($3, $1) AND owner >= $3 ORDER BY owner DESC, number DESC LIMIT $2";
    LIST_CHANGES_OF_WALLET = "list_changes_of_wallet",
        "-- list_changes_of_wallet   $1 below this number, $2 how many, $3 owner, $4 asset
         -- As list_changes_of_owner, along an index of its own.
         SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
          WHERE (owner, asset, number) < ($3, $4, $1) AND (owner, asset) >= ($3, $4)
          ORDER BY owner DESC, asset DESC, number DESC LIMIT $2";
    LIST_CHANGES_OF_ASSET = "list_changes_of_asset",
        "-- list_changes_of_asset   $1 below this number, $2 how many, $3 asset
         -- As list_changes_of_owner.
         SELECT number, at, actor, reason, action, owner, asset, before, after FROM changes
          WHERE (asset, number) < ($3, $1) AND asset >= $3 ORDER BY asset DESC, number DESC LIMIT $2";
    UPDATE_USAGES = "update_usages",
        "-- update_usages   $1 ids, $2 usages
         -- What is used of limits by now; the rows are locked.
         UPDATE wallets w SET usage = u.usage
           FROM unnest($1::int8[], $2::text[]) AS u (id, usage)
          WHERE w.id = ANY (ARRAY[u.id])";
    NUMBER_WALLETS = "number_wallets",
        "-- number_wallets   $1 how many
         -- Numbers for wallets that first credits may open; those that are not used are gone.
         SELECT nextval('wallet_numbers') AS number FROM generate_series(1, $1::int4)";
    INSERT_OPENINGS = "insert_openings",
        "-- insert_openings   $1 ids, $2 owners, $3 asset ids, $4 floors, $5 time
         -- In the same commit as the credits that open them. If someone else has opened one meanwhile, nothing is.
         INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                              last_entry_at, created_at)
         SELECT (n.id >> 48)::int2, n.id, n.owner, n.asset_id, 0, 0, 0, 0, n.floor, 1, $5::timestamptz, $5::timestamptz
           FROM unnest($1::int8[], $2::text[], $3::int4[], $4::int8[]) AS n (id, owner, asset_id, floor)";
    LIST_WALLETS = "list_wallets",
        "-- list_wallets   $1 owners text[], each once, $2 now, the database's if it is null
         -- One statement, so one moment for all of them. What is held by what is over is not held any more.
         SELECT f.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance,
                CASE WHEN w.held = 0 THEN 0 ELSE (
                   SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
                    WHERE (c.wallet_id, c.expires_at) > (w.id, coalesce($2::timestamptz, statement_timestamp()))
                      AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
                ) END AS held,
                w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
           FROM unnest($1::text[]) AS f (owner)
          CROSS JOIN LATERAL (SELECT w.* FROM wallets w WHERE w.owner = f.owner OFFSET 0) w
          ORDER BY f.owner COLLATE \"C\", asset, w.stripe";
    LIST_SYSTEM_WALLETS = "list_system_wallets",
        "-- list_system_wallets
         -- Every stripe of the service's own wallets and of the operators', along the names' index: past what players owe
         -- one by one, which is told by issuance's, all together.
         SELECT w.owner, (SELECT a.code FROM assets a WHERE a.id = w.asset_id) AS asset, w.id, w.balance, w.held, w.debt,
                w.floor, w.sequence, w.version, w.status, w.last_entry_at,
                CASE WHEN w.owner = 'system:issuance' THEN (
                   SELECT coalesce(sum(d.debt), 0)::int8 FROM wallets d
                    WHERE d.asset_id = w.asset_id AND d.debt > 0) END AS debts
           FROM (SELECT w.* FROM wallets w WHERE w.owner >= 'system:' AND w.owner < 'system:debt:'
                  UNION ALL
                 SELECT w.* FROM wallets w WHERE w.owner >= 'system:debt;' AND w.owner < 'system;') w
          ORDER BY w.owner, asset, w.stripe";
    FIND_WALLETS = "find_wallets",
        "-- find_wallets   $1 shard keys int2[], $2 owners text[], $3 asset codes text[], $4 now, as list_wallets; of owners without stripes
         -- Each by its whole unique key; those that are not there are left out. Behind a SELECT the arrays' lengths are
         -- hidden: seen, they would have few wallets planned anew each time, which costs more than to find them.
         SELECT f.slot, w.id, w.balance,
                CASE WHEN w.held = 0 THEN 0 ELSE (
                   SELECT coalesce(sum(c.amount - c.taken), 0)::int8 FROM claims c
                    WHERE (c.wallet_id, c.expires_at) > (w.id, coalesce($4::timestamptz, statement_timestamp()))
                      AND c.wallet_id <= w.id AND c.kind = 1 AND c.status = 1
                ) END AS held,
                w.debt, w.floor, w.sequence, w.version, w.status, w.last_entry_at
           FROM unnest((SELECT $1::int2[]), (SELECT $2::text[]), (SELECT $3::text[])) WITH ORDINALITY
                AS f (shard_key, owner, asset, slot)
          CROSS JOIN LATERAL (
                 SELECT w.* FROM wallets w
                  WHERE w.owner = f.owner AND w.stripe = 0 AND w.shard_key = f.shard_key
                    AND w.asset_id = (SELECT a.id FROM assets a WHERE a.code = f.asset)
                  LIMIT 1) w";
    FIND_CLAIMS = "find_claims",
        "-- find_claims   $1 shard keys int2[], $2 ids uuid[]
         -- In a batch their wallets are locked, so no one can change them meanwhile.
         SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
           FROM unnest($1::int2[], $2::uuid[]) AS f (shard_key, id)
          CROSS JOIN LATERAL (SELECT c.* FROM claims c WHERE c.shard_key = f.shard_key AND c.id = f.id LIMIT 1) c";
    FIND_OPEN_HOLDS = "find_open_holds",
        "-- find_open_holds   $1 shard keys int2[], $2 owners text[], $3 asset codes text[]; of owners without stripes
         -- All that keep something back in these wallets, which are locked.
         SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at
           FROM unnest($1::int2[], $2::text[], $3::text[]) AS f (shard_key, owner, asset)
          CROSS JOIN LATERAL (
                 SELECT w.id FROM wallets w
                  WHERE w.owner = f.owner AND w.stripe = 0 AND w.shard_key = f.shard_key
                    AND w.asset_id = (SELECT a.id FROM assets a WHERE a.code = f.asset)
                  LIMIT 1) w
          CROSS JOIN LATERAL (
                 SELECT c.* FROM claims c
                  WHERE c.wallet_id = w.id AND c.kind = 1 AND c.status = 1
                 OFFSET 0) c";
    UPSERT_CLAIMS = "upsert_claims",
        "-- upsert_claims   $1 ids, $2 kinds, $3 wallet ids, $4 amounts, $5 taken, $6 statuses, $7 when they are over
         -- One that has not changed is left alone: its end is for good.
         INSERT INTO claims AS c (shard_key, id, kind, wallet_id, amount, taken, status, expires_at)
         SELECT (n.wallet_id >> 48)::int2, n.*
           FROM unnest($1::uuid[], $2::int2[], $3::int8[], $4::int8[], $5::int8[], $6::int2[], $7::timestamptz[])
             AS n (id, kind, wallet_id, amount, taken, status, expires_at)
         ON CONFLICT (shard_key, id) DO UPDATE SET taken = excluded.taken, status = excluded.status
          WHERE c.taken <> excluded.taken OR c.status <> excluded.status";
    FIND_PAYMENTS = "find_payments",
        "-- find_payments   $1 shard keys int2[], $2 payment_refs text[]
         -- Of each that was credited, the first transaction that did and the ordinal of the latest. Read without a lock: the
         -- primary key refuses what someone else credits meanwhile.
         SELECT f.slot, first.transaction_id AS first, latest.ordinal AS latest
           FROM unnest($1::int2[], $2::text[]) WITH ORDINALITY AS f (shard_key, payment_ref, slot)
          CROSS JOIN LATERAL (
                SELECT p.ordinal FROM payments p
                 WHERE p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref ORDER BY p.ordinal DESC LIMIT 1
                ) latest
          CROSS JOIN LATERAL (
                SELECT p.transaction_id FROM payments p
                 WHERE p.shard_key = f.shard_key AND p.payment_ref = f.payment_ref AND p.ordinal = 1 LIMIT 1
                ) first";
    INSERT_PAYMENTS = "insert_payments",
        "-- insert_payments   $1 shard keys int2[], $2 payment_refs text[], $3 ordinals int8[], $4 transaction ids uuid[]
         -- In key order, so that two who credit the same payments wait for each other and not in a circle.
         INSERT INTO payments (shard_key, payment_ref, ordinal, transaction_id)
         SELECT * FROM unnest($1::int2[], $2::text[], $3::int8[], $4::uuid[])";
    LIST_PAYMENTS = "list_payments",
        "-- list_payments   $1 shard key, $2 payment_ref, $3 how many
         -- Along the primary key, from behind.
         SELECT transaction_id AS id FROM payments
          WHERE shard_key = $1 AND payment_ref = $2 ORDER BY ordinal DESC LIMIT $3";
    LIST_HOLDS = "list_holds",
        "-- list_holds   $1 wallet, $2 and $3 the time and the id behind which to begin, $4 how many, $5 now or null
         -- The open ones that are not over, in the order in which they end, along the wallet's part of the index.
         SELECT c.id, c.kind, c.wallet_id, c.amount, c.taken, c.status, c.expires_at, t.created_at, t.reference,
                t.description
           FROM (SELECT c.* FROM claims c
                  WHERE (c.wallet_id, c.expires_at, c.id) > (
                        $1, greatest($2::timestamptz, coalesce($5::timestamptz, statement_timestamp())),
                        CASE WHEN $2::timestamptz > coalesce($5::timestamptz, statement_timestamp()) THEN $3::uuid
                             ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END)
                    AND c.wallet_id <= $1
                    AND c.kind = 1 AND c.status = 1
                  ORDER BY c.wallet_id, c.expires_at, c.id
                  LIMIT $4) c
          CROSS JOIN LATERAL (
                 SELECT t.* FROM transactions t WHERE t.shard_key = c.shard_key AND t.id = c.id LIMIT 1) t
          ORDER BY c.expires_at, c.id";
    LIST_LAPSED = "list_lapsed",
        "-- list_lapsed   $1 now or null, $2 how many
         -- Holds that are over though nobody has said so, the longest over first.
         SELECT id FROM claims WHERE kind = 1 AND status = 1 AND expires_at <= coalesce($1::timestamptz, statement_timestamp())
          ORDER BY expires_at, id LIMIT $2";
    LIST_ABOUT = "list_about",
        "-- list_about   $1 id of the earlier transaction, $2 how many
         -- What took of it, let it go or reversed it.
         SELECT id FROM transactions WHERE about = $1 ORDER BY created_at, id LIMIT $2";
    LIST_ENTRIES = "list_entries", include_str!("../sql/list_entries.sql");
    INSERT_ASSET = "insert_asset",
        "-- insert_asset   $1 code, $2 name, $3 description, $4 time, $5 policy
         -- All assets are locked and no code is this one, so that a conflict is an error.
         INSERT INTO assets (code, name, description, created_at, policy) VALUES ($1, $2, $3, $4, $5)";
    INSERT_WALLET = "insert_wallet",
        "-- insert_wallet   $1 shard key, $2 owner, $3 asset code, $4 floor, $5 time, $6 stripe
         -- No row comes back if the wallet was there or the asset is not.
         INSERT INTO wallets (shard_key, id, owner, asset_id, stripe, balance, sequence, version, floor, status,
                              last_entry_at, created_at)
         SELECT $1::int2, ($1::int2::int8 << 48) | nextval('wallet_numbers'), $2, a.id, $6, 0, 0, 0, $4, 1, $5, $5
           FROM assets a WHERE a.code = $3
         ON CONFLICT (shard_key, owner, asset_id, stripe) DO NOTHING
         RETURNING id, balance, held, debt, floor, sequence, version, status, last_entry_at";
    INSERT_WALLETS = "insert_wallets", include_str!("../sql/insert_wallets.sql");
    INSERT_LANES = "insert_lanes",
        "-- insert_lanes   $1 how many there are to be
         -- Lanes are added, never taken away: their commits stay.
         INSERT INTO lanes (lane) SELECT lane::int2 FROM generate_series(1, $1::int4 - 1) AS s (lane)
         ON CONFLICT (lane) DO NOTHING";
    LAST_VERIFICATION = "last_verification",
        "-- last_verification
         -- The latest by its number.
         SELECT finished_at, findings, heads FROM verifications ORDER BY number DESC LIMIT 1";
    LAST_BACKUP = "last_backup",
        "-- last_backup
         -- The latest by its number.
         SELECT finished_at, findings FROM backups ORDER BY number DESC LIMIT 1";
    INSERT_API_KEY = "insert_api_key",
        "-- insert_api_key   $1 id, $2 name, $3 digest, $4 scopes, $5 created, $6 expires, $7 last used, $8 revoked
         -- No row comes back if the id was taken.
         INSERT INTO api_keys (id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO NOTHING RETURNING id";
    LIST_API_KEYS = "list_api_keys",
        "-- list_api_keys
         -- A small table.
         SELECT id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at
           FROM api_keys ORDER BY created_at, id";
    FIND_API_KEY = "find_api_key",
        "-- find_api_key   $1 id
         -- By the primary key, as list_api_keys gives one.
         SELECT id, name, digest, scopes, created_at, expires_at, last_used_at, revoked_at FROM api_keys WHERE id = $1";
    REVOKE_API_KEY = "revoke_api_key",
        "-- revoke_api_key   $1 id, $2 time
         -- The first time counts.
         UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    NOTE_API_KEY_USE = "note_api_key_use",
        "-- note_api_key_use   $1 id, $2 time
         -- Never back: servers note in any order.
         UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)";
}
