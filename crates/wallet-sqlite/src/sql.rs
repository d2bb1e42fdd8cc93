//! Every statement has a name and a file; the ones at hand here are prepared by a test.

macro_rules! statements {
    ($($name:ident $file:literal)*) => {
        $(pub(crate) const $name: &str = include_str!(concat!("../sql/", $file, ".sql"));)*

        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$(($file, $name)),*];
    };
}

statements! {
    READ_HEADS "read_heads"
    FIND_WALLET_STATE "find_wallet_state"
    FIND_TRANSACTION "find_transaction"
    LIST_TRANSACTION_ENTRIES "list_transaction_entries"
    INSERT_TRANSACTION "insert_transaction"
    INSERT_ENTRY "insert_entry"
    UPDATE_WALLET "update_wallet"
    FIND_LAST_COMMIT "find_last_commit"
    INSERT_COMMIT "insert_commit"
    FIND_ASSET_ID "find_asset_id"
    INSERT_ASSET "insert_asset"
    UPDATE_ASSET "update_asset"
    UPDATE_USAGE "update_usage"
    LIST_OWNED "list_owned"
    LIST_SYSTEM_WALLETS "list_system_wallets"
    UPDATE_STATUS "update_status"
    INSERT_CHANGE "insert_change"
    LIST_CHANGES "list_changes"
    LIST_CHANGES_OF_OWNER "list_changes_of_owner"
    LIST_CHANGES_OF_WALLET "list_changes_of_wallet"
    LIST_CHANGES_OF_ASSET "list_changes_of_asset"
    EXPORT_CHANGES "export_changes"
    READ_WALLET_NUMBER "read_wallet_number"
    INSERT_WALLET "insert_wallet"
    LIST_ASSETS "list_assets"
    LIST_WALLETS "list_wallets"
    FIND_WALLET "find_wallet"
    FIND_LAST_ENTRY "find_last_entry"
    FIND_MARK "find_mark"
    FIND_LINK "find_link"
    FIND_LINE "find_line"
    LIST_WALLET_CHUNK "list_wallet_chunk"
    HAS_WALLET "has_wallet"
    LIST_ENTERED_WALLETS "list_entered_wallets"
    LIST_ENTRY_LEGS "list_entry_legs"
    LIST_ID_CHUNK "list_id_chunk"
    LIST_COMMIT_CHUNK "list_commit_chunk"
    LIST_COMMIT_IDS "list_commit_ids"
    FIND_TRANSACTION_RECORD "find_transaction_record"
    LIST_LEGS "list_legs"
    LIST_LANES "list_lanes"
    COUNT_LANES "count_lanes"
    LIST_ASSET_PROOFS "list_asset_proofs"
    LIST_SCHEMA "list_schema"
    INSERT_VERIFICATION "insert_verification"
    FIND_LAST_VERIFICATION "find_last_verification"
    INSERT_BACKUP "insert_backup"
    FIND_LAST_BACKUP "find_last_backup"
    FIND_CLAIM "find_claim"
    LIST_OPEN_HOLDS "list_open_holds"
    UPSERT_CLAIM "upsert_claim"
    FIND_PAYMENT "find_payment"
    INSERT_PAYMENT "insert_payment"
    IMPORT_PAYMENT "import_payment"
    LIST_PAYMENTS "list_payments"
    LIST_HOLDS "list_holds"
    LIST_LAPSED "list_lapsed"
    LIST_ABOUT "list_about"
    LIST_CLAIM_CHUNK "list_claim_chunk"
    INSERT_API_KEY "insert_api_key"
    LIST_API_KEYS "list_api_keys"
    FIND_API_KEY "find_api_key"
    REVOKE_API_KEY "revoke_api_key"
    NOTE_API_KEY_USE "note_api_key_use"
    EXPORT_ASSETS "export_assets"
    EXPORT_WALLETS "export_wallets"
    EXPORT_COMMITS "export_commits"
    EXPORT_TRANSACTIONS "export_transactions"
    FIND_COPY "find_copy"
    HAS_RECORDS "has_records"
    INSERT_COPY "insert_copy"
    FINISH_COPY "finish_copy"
    INSERT_LANE "insert_lane"
    IMPORT_ASSET "import_asset"
    IMPORT_WALLET "import_wallet"
    FIND_WALLET_BY_ID "find_wallet_by_id"
    SETTLE_WALLET "settle_wallet"
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
        for (name, sql) in ALL {
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
            (LIST_CHANGES_OF_OWNER, "changes_owner"),
            (LIST_CHANGES_OF_ASSET, "changes_asset"),
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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
        let files = fs::read_dir(folder).expect("the folder is there");
        let files: BTreeSet<String> =
            files.map(|file| file.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        let used: BTreeSet<String> = ALL.iter().map(|(name, _)| format!("{name}.sql")).collect();
        assert_eq!(files, used);
    }
}
