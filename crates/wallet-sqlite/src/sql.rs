//! Every statement has a name and a file; the ones at hand here are prepared by a test.

macro_rules! statements {
    ($($name:ident $file:literal)*) => {
        $(pub(crate) const $name: &str = include_str!(concat!("../sql/", $file, ".sql"));)*

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$(($file, $name)),*];
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
    INSERT_COMMIT "insert_commit"
    FIND_ASSET_ID "find_asset_id"
    FIND_ASSET "find_asset"
    INSERT_ASSET "insert_asset"
    READ_WALLET_NUMBER "read_wallet_number"
    INSERT_WALLET "insert_wallet"
    LIST_ASSETS "list_assets"
    LIST_WALLETS "list_wallets"
    FIND_WALLET "find_wallet"
    LIST_ENTRIES "list_entries"
    FIND_INCOMPLETE_TRANSACTIONS "find_incomplete_transactions"
    FIND_UNBALANCED_TRANSACTIONS "find_unbalanced_transactions"
    FIND_ZERO_ENTRIES "find_zero_entries"
    FIND_ORPHAN_ENTRIES "find_orphan_entries"
    FIND_UNMATCHED_WALLETS "find_unmatched_wallets"
    FIND_BROKEN_CHAINS "find_broken_chains"
    FIND_UNEQUAL_ASSETS "find_unequal_assets"
    FIND_BROKEN_COMMITS "find_broken_commits"
    FIND_UNCOMMITTED_TRANSACTIONS "find_uncommitted_transactions"
    FIND_MISFILED_TRANSACTIONS "find_misfiled_transactions"
    LIST_EVERY_WALLET "list_every_wallet"
    LIST_TRANSACTIONS "list_transactions"
    LIST_ASSET_PROOFS "list_asset_proofs"
    LIST_SCHEMA "list_schema"
    COUNT_TRANSACTIONS "count_transactions"
    INSERT_VERIFICATION "insert_verification"
    FIND_LAST_VERIFICATION "find_last_verification"
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
    fn every_file_is_a_statement_in_use() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
        let files = fs::read_dir(folder).expect("the folder is there");
        let files: BTreeSet<String> =
            files.map(|file| file.expect("readable").file_name().to_string_lossy().into_owned()).collect();
        let used: BTreeSet<String> = ALL.iter().map(|(name, _)| format!("{name}.sql")).collect();
        assert_eq!(files, used);
    }
}
