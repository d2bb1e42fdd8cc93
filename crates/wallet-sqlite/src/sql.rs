//! Every statement by its name, each with a file `sql/<table>/<verb>.sql`. A test prepares all.

macro_rules! statements {
    ($($constant:ident = $name:literal, $file:literal;)*) => {
        $(pub(crate) const $constant: &str = include_str!(concat!("../sql/", $file, ".sql"));)*

        /// The name, the file and the text of each.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str, &str)] = &[$(($name, $file, $constant)),*];
    };
}

statements! {
    READ_HEADS = "read_heads", "commits/read_heads";
    FIND_WALLET_STATE = "find_wallet_state", "wallets/find_state";
    FIND_TRANSACTION = "find_transaction", "transactions/find";
    LIST_TRANSACTION_ENTRIES = "list_transaction_entries", "entries/list_of_transaction";
    INSERT_TRANSACTION = "insert_transaction", "transactions/insert";
    INSERT_ENTRY = "insert_entry", "entries/insert";
    UPDATE_WALLET = "update_wallet", "wallets/update";
    FIND_LAST_COMMIT = "find_last_commit", "commits/find_last";
    INSERT_COMMIT = "insert_commit", "commits/insert";
    FIND_ASSET_ID = "find_asset_id", "assets/find_id";
    INSERT_ASSET = "insert_asset", "assets/insert";
    UPDATE_ASSET = "update_asset", "assets/update";
    UPDATE_USAGE = "update_usage", "wallets/update_usage";
    LIST_OWNED = "list_owned", "wallets/list_owned";
    LIST_SYSTEM_WALLETS = "list_system_wallets", "wallets/list_system";
    UPDATE_STATUS = "update_status", "wallets/update_status";
    INSERT_CHANGE = "insert_change", "changes/insert";
    LIST_CHANGES = "list_changes", "changes/list";
    LIST_CHANGES_OF_OWNER = "list_changes_of_owner", "changes/list_of_owner";
    LIST_CHANGES_OF_WALLET = "list_changes_of_wallet", "changes/list_of_wallet";
    LIST_CHANGES_OF_ASSET = "list_changes_of_asset", "changes/list_of_asset";
    LIST_CHANGES_OF_ACTOR = "list_changes_of_actor", "changes/list_of_actor";
    LIST_CHANGES_OF_ACTION = "list_changes_of_action", "changes/list_of_action";
    LIST_CHANGES_OF_OBJECT = "list_changes_of_object", "changes/list_of_object";
    EXPORT_CHANGES = "export_changes", "changes/export";
    FIND_FEED_HEAD = "find_feed_head", "feed/find_head";
    INSERT_FEED = "insert_feed", "feed/insert";
    LIST_FEED = "list_feed", "feed/list";
    READ_WALLET_NUMBER = "read_wallet_number", "wallets/number";
    INSERT_WALLET = "insert_wallet", "wallets/insert";
    LIST_ASSETS = "list_assets", "assets/list";
    LIST_WALLETS = "list_wallets", "wallets/list";
    FIND_WALLET = "find_wallet", "wallets/find";
    FIND_LAST_ENTRY = "find_last_entry", "entries/find_last";
    FIND_MARK = "find_mark", "entries/find_mark";
    FIND_LINK = "find_link", "entries/find_link";
    FIND_LINE = "find_line", "entries/find_line";
    LIST_WALLET_CHUNK = "list_wallet_chunk", "wallets/prove";
    HAS_WALLET = "has_wallet", "wallets/has";
    LIST_ENTERED_WALLETS = "list_entered_wallets", "wallets/list_entered";
    LIST_ENTRY_LEGS = "list_entry_legs", "entries/find_loose";
    LIST_ID_CHUNK = "list_id_chunk", "transactions/list_ids";
    LIST_COMMIT_CHUNK = "list_commit_chunk", "commits/prove";
    LIST_COMMIT_IDS = "list_commit_ids", "transactions/list_of_commit";
    FIND_TRANSACTION_RECORD = "find_transaction_record", "transactions/prove";
    LIST_LEGS = "list_legs", "entries/find_legs";
    LIST_LANES = "list_lanes", "lanes/list";
    COUNT_LANES = "count_lanes", "lanes/count";
    LIST_ASSET_PROOFS = "list_asset_proofs", "assets/prove";
    LIST_SCHEMA = "list_schema", "schema/list";
    INSERT_VERIFICATION = "insert_verification", "verifications/insert";
    FIND_LAST_VERIFICATION = "find_last_verification", "verifications/find_last";
    INSERT_BACKUP = "insert_backup", "backups/insert";
    FIND_LAST_BACKUP = "find_last_backup", "backups/find_last";
    FIND_CLAIM = "find_claim", "claims/find";
    LIST_OPEN_HOLDS = "list_open_holds", "claims/find_open";
    UPSERT_CLAIM = "upsert_claim", "claims/upsert";
    FIND_PAYMENT = "find_payment", "payments/find";
    INSERT_PAYMENT = "insert_payment", "payments/insert";
    LIST_PAYMENTS = "list_payments", "payments/list";
    LIST_HOLDS = "list_holds", "claims/list_holds";
    LIST_LAPSED = "list_lapsed", "claims/list_lapsed";
    LIST_ABOUT = "list_about", "transactions/list_about";
    SEARCH_TRANSACTIONS = "search_transactions", "transactions/search";
    SEARCH_WALLETS = "search_wallets", "wallets/search";
    SEARCH_DEBTORS = "search_debtors", "wallets/search_debtors";
    LIST_CLAIMS = "list_claims", "claims/list";
    FIND_CAP_USAGE = "find_cap_usage", "cap_usages/find";
    SAVE_CAP_USAGE = "save_cap_usage", "cap_usages/save";
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
    INSERT_WEBHOOK = "insert_webhook", "webhooks/insert";
    LIST_WEBHOOKS = "list_webhooks", "webhooks/list";
    FIND_WEBHOOK = "find_webhook", "webhooks/find";
    UPDATE_WEBHOOK = "update_webhook", "webhooks/update";
    DELETE_WEBHOOK = "delete_webhook", "webhooks/delete";
    INSERT_WEBHOOK_PARTITION = "insert_webhook_partition", "webhook_partitions/insert";
    LIST_WEBHOOK_PARTITIONS = "list_webhook_partitions", "webhook_partitions/list";
    LEASE_WEBHOOK_PARTITIONS = "lease_webhook_partitions", "webhook_partitions/lease";
    SAVE_WEBHOOK_PARTITION = "save_webhook_partition", "webhook_partitions/save";
    RELEASE_WEBHOOK_PARTITIONS = "release_webhook_partitions", "webhook_partitions/release";
    DELETE_WEBHOOK_PARTITION = "delete_webhook_partition", "webhook_partitions/delete";
    DELETE_REPLAY = "delete_replay", "webhook_partitions/delete_replay";
    HAS_REPLAY = "has_replay", "webhook_partitions/has_replay";
    UPSERT_PARKED = "upsert_parked", "webhook_parked/upsert";
    LIST_PARKED = "list_parked", "webhook_parked/list";
    DELETE_PARKED = "delete_parked", "webhook_parked/delete";
    UPSERT_ATTEMPT = "upsert_attempt", "webhook_attempts/upsert";
    LIST_ATTEMPTS = "list_attempts", "webhook_attempts/list";
    UPSERT_ALERT = "upsert_alert", "alerts/upsert";
    LIST_ALERTS = "list_alerts", "alerts/list";
    DELETE_ALERT = "delete_alert", "alerts/delete";
    FIND_ROLLUP_STATE = "find_rollup_state", "rollup_state/find";
    INSERT_ROLLUP_STATE = "insert_rollup_state", "rollup_state/insert";
    BEGIN_REBUILD = "begin_rebuild", "rollup_state/begin_rebuild";
    FINISH_REBUILD = "finish_rebuild", "rollup_state/finish_rebuild";
    END_REBUILD = "end_rebuild", "rollup_state/end_rebuild";
    LIST_BUILT = "list_built", "rollup_state/list_built";
    ADVANCE_ROLLUP_STATE = "advance_rollup_state", "rollup_state/advance";
    UPSERT_ROLLUP = "upsert_rollup", "rollups/upsert";
    DELETE_ROLLUP = "delete_rollup", "rollups/delete";
    SWEEP_ROLLUPS = "sweep_rollups", "rollups/sweep";
    LIST_ROLLUPS = "list_rollups", "rollups/list";
    LIST_ROLLED_DAYS = "list_rolled_days", "rollups/list_days";
    UPSERT_ROLLUP_DAY = "upsert_rollup_day", "rollup_days/upsert";
    SWEEP_ROLLUP_DAYS = "sweep_rollup_days", "rollup_days/sweep";
    LIST_ROLLUP_DAYS = "list_rollup_days", "rollup_days/list";
    FIND_LAST_ROLLUP_DAY = "find_last_rollup_day", "rollup_days/find_last";
    INSERT_ROLLUP_ACTIVE = "insert_rollup_active", "rollup_active/insert";
    LIST_ROLLUP_ACTIVE = "list_rollup_active", "rollup_active/list";
    CLEAR_ROLLUP_ACTIVE = "clear_rollup_active", "rollup_active/clear";
    SWEEP_ROLLUP_ACTIVE = "sweep_rollup_active", "rollup_active/sweep";
    EXPORT_ASSETS = "export_assets", "assets/export";
    EXPORT_WALLETS = "export_wallets", "wallets/export";
    EXPORT_COMMITS = "export_commits", "commits/export";
    EXPORT_TRANSACTIONS = "export_transactions", "transactions/export";
    FIND_COPY = "find_copy", "copies/find";
    HAS_RECORDS = "has_records", "copies/has_records";
    INSERT_COPY = "insert_copy", "copies/insert";
    FINISH_COPY = "finish_copy", "copies/finish";
    INSERT_LANE = "insert_lane", "lanes/insert";
    IMPORT_ASSET = "import_asset", "assets/import";
    IMPORT_WALLET = "import_wallet", "wallets/import";
    FIND_WALLET_BY_ID = "find_wallet_by_id", "wallets/find_by_id";
    SETTLE_WALLET = "settle_wallet", "wallets/settle";
    SURVEY_WALLETS = "survey_wallets", "wallets/survey";
    SURVEY_HOLDS = "survey_holds", "claims/survey";
    CLAIM_SNAPSHOT = "claim_snapshot", "snapshots/claim";
    ADVANCE_SNAPSHOT = "advance_snapshot", "snapshots/advance";
    FIND_SNAPSHOT = "find_snapshot", "snapshots/find";
    FIND_OWNERSHIP = "find_ownership", "ownerships/find";
    UPSERT_OWNERSHIP = "upsert_ownership", "ownerships/upsert";
    UPSERT_HOLDER_DAY = "upsert_holder_day", "holder_days/upsert";
    LIST_HOLDER_DAYS = "list_holder_days", "holder_days/list";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use rusqlite::Connection;

    use super::*;

    #[test]
    fn every_statement_prepares_against_the_migrated_schema_and_says_what_it_is_for() {
        let mut connection = Connection::open_in_memory().expect("memory opens");
        crate::migrate::apply(&mut connection, "memory").expect("the migrations apply");
        for (name, _, sql) in ALL {
            connection.prepare(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut lines = sql.lines();
            assert!(lines.next().is_some_and(|line| line.starts_with(&format!("-- {name}"))), "{name}");
            assert!(lines.next().is_some_and(|line| line.starts_with("-- ")), "{name}");
        }
    }

    #[test]
    fn the_index_of_marks_is_used_by_whoever_looks_for_one() {
        let mut connection = Connection::open_in_memory().expect("memory opens");
        crate::migrate::apply(&mut connection, "memory").expect("the migrations apply");
        for sql in [FIND_MARK, LIST_WALLET_CHUNK] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepared");
            let steps = plan.query_map([1, 1], |row| row.get(3)).expect("planned");
            let steps: Vec<String> = steps.map(|step| step.expect("a text")).collect();
            let found = "USING COVERING INDEX ledger_entries_marks (wallet_id=? AND sequence>?)";
            assert!(steps.iter().any(|step| step.contains(found)), "{steps:?}");
            assert!(steps.iter().all(|step| !step.contains("SCAN")), "{steps:?}");
        }
    }

    #[test]
    fn the_indexes_of_a_few_among_many_are_used_by_whoever_looks_for_some() {
        let mut connection = Connection::open_in_memory().expect("memory opens");
        crate::migrate::apply(&mut connection, "memory").expect("the migrations apply");
        for (sql, index) in [
            (FIND_WALLET, "claims_open"),
            (LIST_WALLETS, "claims_open"),
            (LIST_OPEN_HOLDS, "claims_open"),
            (LIST_HOLDS, "claims_open"),
            (LIST_WALLET_CHUNK, "claims_open"),
            (LIST_LAPSED, "claims_lapsing"),
            (LIST_ABOUT, "transactions_about"),
            (LIST_SYSTEM_WALLETS, "wallets_debtors"),
            (SEARCH_DEBTORS, "wallets_debtors"),
            (SEARCH_TRANSACTIONS, "transactions_created_at"),
            (LIST_CHANGES_OF_OWNER, "changes_owner"),
            (LIST_CHANGES_OF_ASSET, "changes_asset"),
            (LIST_CHANGES_OF_ACTOR, "changes_actor"),
            (LIST_CHANGES_OF_ACTION, "changes_action"),
            (LIST_CHANGES_OF_OBJECT, "changes_object"),
        ] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("prepared");
            let count = plan.parameter_count();
            let steps = plan.query_map(rusqlite::params_from_iter(vec![1; count]), |row| row.get(3)).expect("planned");
            let steps: Vec<String> = steps.map(|step| step.expect("a text")).collect();
            assert!(steps.iter().any(|step| step.contains(index)), "{sql}: {steps:?}");
            assert!(steps.iter().all(|step| !step.contains("SCAN c")), "{sql}: {steps:?}");
        }
    }

    #[test]
    fn every_file_is_a_statement_in_use() {
        let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
        let list = |folder: &Path| -> Vec<_> {
            fs::read_dir(folder).expect("a folder").map(|file| file.expect("readable").path()).collect()
        };
        let files: Vec<_> = list(&sql).iter().flat_map(|folder| list(folder)).collect();
        let files: BTreeSet<_> = files.iter().map(|file| file.strip_prefix(&sql).expect("it is in there")).collect();
        let used: Vec<String> = ALL.iter().map(|(_, file, _)| format!("{file}.sql")).collect();
        let used: BTreeSet<_> = used.iter().map(Path::new).collect();
        assert_eq!(files, used);
    }
}
