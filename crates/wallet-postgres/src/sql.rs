//! Every statement by its name, each with a file `sql/<table>/<verb>.sql`, and a second one where a distributed ledger needs
//! other words. A test prepares all.

use crate::engine::Dialect;

/// A statement and the name it goes by in errors and logs.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// `verb_noun`.
    pub name: &'static str,
    /// Its text on plain PostgreSQL.
    pub sql: &'static str,
    /// Its text on a distributed ledger.
    distributed: &'static str,
}

impl Statement {
    /// Its text in a database's words.
    pub fn text(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Plain => self.sql,
            Dialect::Distributed => self.distributed,
            Dialect::Shard(tables) => tables.text(self),
        }
    }
}

/// The text of a statement's latest file.
const fn last(texts: &[&'static str]) -> &'static str {
    texts[texts.len() - 1]
}

macro_rules! text {
    ($file:literal) => {
        include_str!(concat!("../sql/", $file, ".sql"))
    };
}

macro_rules! statements {
    ($(#[$doc:meta])* $all:ident: $($constant:ident = $name:literal, $file:literal $(or $other:literal)?;)*) => {
        $(pub(crate) const $constant: Statement =
            Statement { name: $name, sql: text!($file), distributed: last(&[text!($file) $(, text!($other))?]) };)*

        $(#[$doc])*
        pub const $all: &[Statement] = &[$($constant),*];
    };
}

statements! {
    /// Those of commands and reads. Each is prepared when a connection of the pool is made.
    SERVICE:
    LOCK_LANE = "lock_lane", "lanes/lock";
    LIST_LAYOUT = "list_layout", "lanes/list_layout";
    FIND_COPY = "find_copy", "copies/find";
    READ_CLOCK = "read_clock", "clock/read";
    ASK_POSITION = "ask_position", "standbys/ask_position";
    AWAIT_STANDBYS = "await_standbys", "standbys/await";
    FIND_ASSETS = "find_assets", "assets/find";
    LOCK_WALLETS = "lock_wallets", "wallets/lock" or "wallets/lock_distributed";
    FIND_TRANSACTIONS = "find_transactions", "transactions/find" or "transactions/find_distributed";
    INSERT_TRANSACTIONS = "insert_transactions", "transactions/insert";
    INSERT_PLAIN_TRANSACTIONS = "insert_plain_transactions", "transactions/insert_plain";
    INSERT_ENTRIES = "insert_entries", "entries/insert";
    UPDATE_WALLETS = "update_wallets", "wallets/update" or "wallets/update_distributed";
    INSERT_COMMIT = "insert_commit", "commits/insert";
    UPDATE_LANE = "update_lane", "lanes/update";
    LIST_HEADS = "list_heads", "lanes/list_heads" or "lanes/list_heads_distributed";
    LIST_ASSETS = "list_assets", "assets/list";
    LOCK_ASSETS = "lock_assets", "assets/lock";
    UPDATE_ASSET = "update_asset", "assets/update";
    LOCK_OWNED = "lock_owned", "wallets/lock_owned";
    UPDATE_STATUS = "update_status", "wallets/update_status";
    INSERT_CHANGE = "insert_change", "changes/insert";
    LIST_CHANGES = "list_changes", "changes/list";
    LIST_CHANGES_OF_OWNER = "list_changes_of_owner", "changes/list_of_owner";
    LIST_CHANGES_OF_WALLET = "list_changes_of_wallet", "changes/list_of_wallet";
    LIST_CHANGES_OF_ASSET = "list_changes_of_asset", "changes/list_of_asset";
    LIST_CHANGES_OF_ACTOR = "list_changes_of_actor", "changes/list_of_actor";
    LIST_CHANGES_OF_ACTION = "list_changes_of_action", "changes/list_of_action";
    LIST_CHANGES_OF_OBJECT = "list_changes_of_object", "changes/list_of_object";
    UPDATE_USAGES = "update_usages", "wallets/update_usages" or "wallets/update_usages_distributed";
    LOCK_CAP_USAGES = "lock_cap_usages", "cap_usages/lock";
    SAVE_CAP_USAGES = "save_cap_usages", "cap_usages/save";
    FIND_CAP_USAGE = "find_cap_usage", "cap_usages/find";
    NUMBER_WALLETS = "number_wallets", "wallets/number";
    INSERT_OPENINGS = "insert_openings", "wallets/insert_openings";
    LIST_WALLETS = "list_wallets", "wallets/list" or "wallets/list_distributed";
    LIST_SYSTEM_WALLETS = "list_system_wallets", "wallets/list_system" or "wallets/list_system_distributed";
    FIND_WALLETS = "find_wallets", "wallets/find" or "wallets/find_distributed";
    FIND_CLAIMS = "find_claims", "claims/find" or "claims/find_distributed";
    FIND_OPEN_HOLDS = "find_open_holds", "claims/find_open" or "claims/find_open_distributed";
    UPSERT_CLAIMS = "upsert_claims", "claims/upsert";
    FIND_PAYMENTS = "find_payments", "payments/find" or "payments/find_distributed";
    INSERT_PAYMENTS = "insert_payments", "payments/insert";
    LIST_PAYMENTS = "list_payments", "payments/list";
    LIST_HOLDS = "list_holds", "claims/list_holds" or "claims/list_holds_distributed";
    LIST_LAPSED = "list_lapsed", "claims/list_lapsed";
    LIST_ABOUT = "list_about", "transactions/list_about";
    LIST_ENTRIES = "list_entries", "entries/list" or "entries/list_distributed";
    SEARCH_TRANSACTIONS = "search_transactions", "transactions/search";
    SEARCH_WALLETS = "search_wallets", "wallets/search";
    SEARCH_DEBTORS = "search_debtors", "wallets/search_debtors" or "wallets/search_debtors_distributed";
    INSERT_ASSET = "insert_asset", "assets/insert";
    INSERT_WALLET = "insert_wallet", "wallets/insert";
    INSERT_WALLETS = "insert_wallets", "wallets/insert_many";
    INSERT_LANES = "insert_lanes", "lanes/insert";
    INSERT_CROSSINGS = "insert_crossings", "crossings/insert";
    SET_LAYOUT = "set_layout", "lanes/set_layout";
    LOCK_SEQUENCER = "lock_sequencer", "sequencer/lock";
    FIND_FEED_HEAD = "find_feed_head", "feed/find_head";
    LIST_UNPLACED = "list_unplaced", "feed/list_unplaced" or "feed/list_unplaced_distributed";
    INSERT_FEED = "insert_feed", "feed/insert";
    LIST_EVENTS = "list_events", "feed/list_events" or "feed/list_events_distributed";
    LAST_VERIFICATION = "last_verification", "verifications/find_last";
    LAST_BACKUP = "last_backup", "backups/find_last";
    INSERT_APPROVAL = "insert_approval", "approvals/insert";
    FIND_APPROVAL = "find_approval", "approvals/find";
    LIST_APPROVALS = "list_approvals", "approvals/list";
    LIST_STALE_APPROVALS = "list_stale_approvals", "approvals/list_stale";
    ADVANCE_APPROVAL = "advance_approval", "approvals/advance";
    INSERT_API_KEY = "insert_api_key", "api_keys/insert";
    LIST_API_KEYS = "list_api_keys", "api_keys/list";
    FIND_API_KEY = "find_api_key", "api_keys/find";
    REVOKE_API_KEY = "revoke_api_key", "api_keys/revoke";
    ROTATE_API_KEY = "rotate_api_key", "api_keys/rotate";
    NOTE_API_KEY_USE = "note_api_key_use", "api_keys/note_use";
}

statements! {
    /// Those of the journal, of copying and of looks at all wallets, on connections of their own. Each is prepared when it is first sent.
    MAINTENANCE:
    LIST_LANES = "list_lanes", "lanes/list";
    LIST_COMMITS = "list_commits", "commits/list";
    LIST_CLAIMS = "list_claims", "claims/list";
    LIST_FEED = "list_feed", "feed/list";
    LIST_ASSET_PROOFS = "list_asset_proofs", "assets/prove" or "assets/prove_distributed";
    FIND_MISSING_GUARDS = "find_missing_guards", "schema/find_missing_guards" or "schema/find_missing_guards_distributed";
    LIST_WALLET_CHUNK = "list_wallet_chunk", "wallets/prove" or "wallets/prove_distributed";
    HAS_WALLET = "has_wallet", "wallets/has";
    LIST_ENTRY_CHUNK = "list_entry_chunk", "entries/prove";
    LIST_ID_CHUNK = "list_id_chunk", "transactions/list_ids";
    LIST_TRANSACTION_RECORDS = "list_transaction_records", "transactions/prove" or "transactions/prove_distributed";
    LIST_LEGS = "list_legs", "entries/find_legs" or "entries/find_legs_distributed";
    LIST_CLAIM_TRANSACTIONS = "list_claim_transactions", "transactions/list_of_claims" or "transactions/list_of_claims_distributed";
    FIND_ORPHANS = "find_orphans", "entries/find_orphans" or "entries/find_orphans_distributed";
    HAS_RECORDS = "has_records", "copies/has_records";
    INSERT_COPY = "insert_copy", "copies/insert";
    LOCK_COPY = "lock_copy", "copies/lock";
    EXPORT_ASSETS = "export_assets", "assets/export";
    EXPORT_WALLETS = "export_wallets", "wallets/export";
    DROP_LANE = "drop_lane", "lanes/drop";
    IMPORT_ASSET = "import_asset", "assets/import";
    EXPORT_CHANGES = "export_changes", "changes/export";
    IMPORT_CHANGE = "import_change", "changes/import";
    ADVANCE_CHANGE_NUMBERS = "advance_change_numbers", "changes/advance_numbers";
    IMPORT_WALLETS = "import_wallets", "wallets/import";
    FIND_STATES = "find_states", "wallets/find_states" or "wallets/find_states_distributed";
    LOCK_LANES = "lock_lanes", "lanes/lock_all";
    LOCK_STATES = "lock_states", "wallets/lock_states" or "wallets/lock_states_distributed";
    FIND_ASSET_IDS = "find_asset_ids", "assets/find_ids";
    INSERT_COMMITS = "insert_commits", "commits/import" or "commits/import_distributed";
    ADVANCE_LANES = "advance_lanes", "lanes/advance";
    SETTLE_WALLETS = "settle_wallets", "wallets/settle" or "wallets/settle_distributed";
    ADVANCE_WALLET_NUMBERS = "advance_wallet_numbers", "wallets/advance_numbers";
    FINISH_COPY = "finish_copy", "copies/finish";
    INSERT_VERIFICATION = "insert_verification", "verifications/insert";
    INSERT_BACKUP = "insert_backup", "backups/insert";
    SURVEY_WALLETS = "survey_wallets", "wallets/survey";
    SURVEY_HOLDS = "survey_holds", "claims/survey" or "claims/survey_distributed";
}

statements! {
    /// Those that tell how far standbys are, on connections of their own. Each is prepared when it is first sent.
    STANDBYS:
    ASK_PRIMARY = "ask_primary", "standbys/ask_primary";
    ASK_STANDBY = "ask_standby", "standbys/ask_standby";
    FIND_TIMELINE = "find_timeline", "timelines/find";
    INSERT_TIMELINE = "insert_timeline", "timelines/insert";
}

statements! {
    /// Those of webhooks, whose tables stay small. Each is prepared when it is first sent.
    WEBHOOKS:
    LOCK_WEBHOOKS = "lock_webhooks", "webhooks/lock";
    BAR_WEBHOOKS = "bar_webhooks", "webhooks/bar";
    INSERT_WEBHOOK = "insert_webhook", "webhooks/insert";
    LIST_WEBHOOKS = "list_webhooks", "webhooks/list";
    UPDATE_WEBHOOK = "update_webhook", "webhooks/update";
    DELETE_WEBHOOK = "delete_webhook", "webhooks/delete";
    INSERT_WEBHOOK_PARTITIONS = "insert_webhook_partitions", "webhook_partitions/insert";
    LIST_WEBHOOK_PARTITIONS = "list_webhook_partitions", "webhook_partitions/list";
    LEASE_WEBHOOK_PARTITIONS = "lease_webhook_partitions", "webhook_partitions/lease";
    SAVE_WEBHOOK_PARTITIONS = "save_webhook_partitions", "webhook_partitions/save";
    RELEASE_WEBHOOK_PARTITIONS = "release_webhook_partitions", "webhook_partitions/release";
    DELETE_WEBHOOK_PARTITIONS = "delete_webhook_partitions", "webhook_partitions/delete";
    DELETE_REPLAY = "delete_replay", "webhook_partitions/delete_replay";
    LIST_REPLAYS = "list_replays", "webhook_partitions/list_replays";
    UPSERT_PARKED = "upsert_parked", "webhook_parked/upsert";
    LIST_PARKED = "list_parked", "webhook_parked/list";
    DELETE_PARKED = "delete_parked", "webhook_parked/delete";
    UPSERT_ATTEMPTS = "upsert_attempts", "webhook_attempts/upsert";
    LIST_ATTEMPTS = "list_attempts", "webhook_attempts/list";
    UPSERT_ALERT = "upsert_alert", "alerts/upsert";
    LIST_ALERTS = "list_alerts", "alerts/list";
    DELETE_ALERT = "delete_alert", "alerts/delete";
}

statements! {
    /// Those of rollups, beside the ledger's. Each is prepared when it is first sent.
    ROLLUPS:
    FIND_ROLLUP_STATE = "find_rollup_state", "rollup_state/find";
    INSERT_ROLLUP_STATE = "insert_rollup_state", "rollup_state/insert";
    LOCK_ROLLUP_STATE = "lock_rollup_state", "rollup_state/lock";
    BEGIN_REBUILD = "begin_rebuild", "rollup_state/begin_rebuild";
    FINISH_REBUILD = "finish_rebuild", "rollup_state/finish_rebuild";
    END_REBUILD = "end_rebuild", "rollup_state/end_rebuild";
    LIST_BUILT = "list_built", "rollup_state/list_built";
    ADVANCE_ROLLUP_STATE = "advance_rollup_state", "rollup_state/advance";
    UPSERT_ROLLUPS = "upsert_rollups", "rollups/upsert";
    DELETE_ROLLUPS = "delete_rollups", "rollups/delete";
    SWEEP_ROLLUPS = "sweep_rollups", "rollups/sweep";
    LIST_ROLLUPS = "list_rollups", "rollups/list";
    LIST_ROLLED_DAYS = "list_rolled_days", "rollups/list_days";
    UPSERT_ROLLUP_DAYS = "upsert_rollup_days", "rollup_days/upsert";
    SWEEP_ROLLUP_DAYS = "sweep_rollup_days", "rollup_days/sweep";
    LIST_ROLLUP_DAYS = "list_rollup_days", "rollup_days/list";
    INSERT_ROLLUP_ACTIVE = "insert_rollup_active", "rollup_active/insert";
    LIST_ROLLUP_ACTIVE = "list_rollup_active", "rollup_active/list";
    CLEAR_ROLLUP_ACTIVE = "clear_rollup_active", "rollup_active/clear";
    SWEEP_ROLLUP_ACTIVE = "sweep_rollup_active", "rollup_active/sweep";
}

statements! {
    /// Those of what is kept of looks at all wallets: a row an asset, and one a day of it. Each is prepared when it is first
    /// sent.
    SNAPSHOTS:
    CLAIM_SNAPSHOT = "claim_snapshot", "snapshots/claim";
    ADVANCE_SNAPSHOT = "advance_snapshot", "snapshots/advance";
    FIND_SNAPSHOT = "find_snapshot", "snapshots/find";
    FIND_OWNERSHIP = "find_ownership", "ownerships/find";
    UPSERT_OWNERSHIPS = "upsert_ownerships", "ownerships/upsert";
    UPSERT_HOLDER_DAYS = "upsert_holder_days", "holder_days/upsert";
    LIST_HOLDER_DAYS = "list_holder_days", "holder_days/list";
}

statements! {
    /// Those that ask where a ledger is, and of distributing it. Each is prepared when it is sent.
    DISTRIBUTION:
    FIND_DISTRIBUTION = "find_distribution", "shards/ask";
    LIST_SHARDS = "list_shards", "shards/list";
    LIST_SHARD_KEYS = "list_shard_keys", "shards/list_keys";
    CHECK_NODES = "check_nodes", "distribution/check_nodes";
    LIST_SESSIONS = "list_sessions", "distribution/list_sessions";
    LIST_SIZES = "list_sizes", "distribution/list_sizes";
}

statements! {
    /// Those of commands that only a distributed ledger is asked. Each is prepared when a connection to one is made.
    DISTRIBUTED:
    COUNT_CROSSING = "count_crossing", "crossings/count";
    SETTLE_LANE = "settle_lane", "crossings/settle";
    HAS_TRANSACTIONS = "has_transactions", "transactions/has" or "transactions/has_distributed";
}

statements! {
    /// Those that hold a shard where it is while its tables are asked by their own names. Each is prepared when a connection for
    /// a shard is made.
    SHARD:
    GUARD_SHARD = "guard_shard", "shards/guard";
    FIND_SHARD_HERE = "find_shard_here", "shards/is_here";
}

/// Those of batches that stay in a shard, whose tables they are asked of in PostgreSQL's own words.
pub(crate) const FLIGHTS: &[Statement] = &[
    LOCK_LANE,
    FIND_ASSETS,
    LOCK_WALLETS,
    HAS_TRANSACTIONS,
    FIND_CLAIMS,
    FIND_OPEN_HOLDS,
    FIND_PAYMENTS,
    READ_CLOCK,
    INSERT_OPENINGS,
    INSERT_TRANSACTIONS,
    INSERT_PLAIN_TRANSACTIONS,
    INSERT_ENTRIES,
    UPDATE_WALLETS,
    UPSERT_CLAIMS,
    UPDATE_USAGES,
    INSERT_PAYMENTS,
    INSERT_COMMIT,
    UPDATE_LANE,
];
