//! What every statement is sent with, and what it may walk along instead of looking up.

use super::data::{FIRST_HOLD, Shape, shard_key, transaction_id, wallet_id};

/// A statement as it is carried out.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) values: Vec<String>,
    /// Indexes of which it walks a part that is bounded by these columns: by a page, or by what one owner has.
    pub(crate) along: &'static [(&'static str, &'static [&'static str])],
    /// Tables that it reads whole, as they stay small.
    pub(crate) small: &'static [&'static str],
    /// Whether it finds nothing in these ledgers.
    pub(crate) is_empty: bool,
}

/// Statements without a case: one reads the catalogues, one is a sum over all wallets, two read no table.
pub(crate) const WHOLE: [&str; 4] = ["find_missing_guards", "list_asset_proofs", "await_standbys", "ask_position"];

/// What has no position, behind the last of each lane, and of the changes, that has one.
const UNPLACED: &[(&str, &[&str])] = &[("commits_pk", &["lane", "number"]), ("changes_told", &["number"])];

const NOW: &str = "'2026-01-01'";
/// Payments that were credited, and where the database files them.
const PAYMENTS: &str = "'{pay_3,pay_4}'";
const PAYMENT_SHARDS: &str = "ARRAY[shard_key_of_payment('pay_3'), shard_key_of_payment('pay_4')]";
const PAYMENT_SHARD: &str = "shard_key_of_payment('pay_3')";
const PAYMENTS_KEY: &str = "payments_pk";
const NAMES: &str = "wallets_owner_asset_stripe_unique";

/// An array.
fn array<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    format!("'{{{}}}'", values.join(","))
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

/// All of them, on a ledger of that shape.
pub(crate) fn cases(shape: Shape) -> Vec<Case> {
    let mut cases = commands(shape);
    cases.extend(reads(shape));
    cases.extend(registry(shape));
    cases
}

pub(super) fn of<const N: usize>(name: &'static str, values: [&str; N]) -> Case {
    Case { name, values: values.map(str::to_owned).to_vec(), along: &[], small: &[], is_empty: false }
}

impl Case {
    pub(super) fn along(self, along: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { along, ..self }
    }

    pub(super) fn empty(self) -> Self {
        Self { is_empty: true, ..self }
    }

    fn reading(self, small: &'static [&'static str]) -> Self {
        Self { small, ..self }
    }
}

/// Some players of a shape, each once.
fn players(shape: Shape) -> Vec<i64> {
    let mut players = vec![1, 2, shape.wallets / 3, shape.wallets / 2 + 1, shape.wallets];
    players.retain(|player| (1..=shape.wallets).contains(player));
    players.sort_unstable();
    players.dedup();
    players
}

/// The columns of new transactions, one a player, in the order of `insert_plain_transactions`.
fn plain_transactions(players: &[i64]) -> Vec<String> {
    let each = |value: &str| array(players.iter().map(|_| value));
    let new_ids = array(players.iter().map(|player| transaction_id(*player, 5_000_000 + player)));
    let print = each(r#""\\x0000000000000000000000000000000000000000000000000000000000000000""#);
    let (zeros, ones, nulls, legs) = (each("0"), each("1"), each("NULL"), array([0; 0]));
    let columns: [&str; 19] = [
        &shards(players),
        &new_ids,
        &owners(players),
        &array(1..=players.len()),
        &print,
        &each("5"),
        &ones,
        &ones,
        &nulls,
        &nulls,
        &nulls,
        &nulls,
        &each("2026-01-01"),
        &ones,
        &zeros,
        &legs,
        &legs,
        r#"'{"x"}'"#,
        &ones,
    ];
    columns.map(str::to_owned).to_vec()
}

fn commands(shape: Shape) -> Vec<Case> {
    let players = players(shape);
    let each = |value: &str| array(players.iter().map(|_| value));
    let (shards, owners) = (shards(&players), owners(&players));
    let (zeros, ones) = (each("0"), each("1"));
    let wallets = array(players.iter().map(|player| wallet_id(*player)));
    let decided =
        [1, shape.transactions / 2, shape.transactions].map(|number| (shape.player_of(number.max(1)), number));
    let decided_shards = array(decided.map(|(player, _)| shard_key(player)));
    let decided_ids = array(decided.map(|(player, number)| transaction_id(player, number)));
    let plain = plain_transactions(&players);
    let new_ids = plain[1].clone();
    let all = [&plain[..], &[each("NULL"), each("NULL"), each("NULL")]].concat();
    let new_wallets = array(players.iter().map(|player| wallet_id(*player) | 1 << 31));
    let holds = array([1, 5].map(|hold| transaction_id(1, FIRST_HOLD + hold)));
    let (times, sequences) = (each("2026-01-01"), each("10000000"));
    vec![
        of("lock_lane", ["0", "0"]).reading(&["lanes"]),
        of("find_assets", ["'{GOLD_COINS,GEMS}'"]),
        of("lock_wallets", [&shards, &owners, &zeros, &ones, "'{GOLD_COINS}'"]),
        of("find_transactions", [&decided_shards, &decided_ids]),
        Case { values: all, ..of("insert_transactions", []) },
        Case { values: plain, ..of("insert_plain_transactions", []) },
        of("insert_entries", [&wallets, &sequences, &new_ids, &ones, &ones, &times]),
        of("update_wallets", [&wallets, &each("1000"), &ones, &zeros, &ones, &ones, &times]),
        of("update_usages", [&wallets, &each("x")]),
        of("lock_cap_usages", ["'{000000000001,000000000001}'", "'{\"\",player_1}'"]),
        of("save_cap_usages", ["'{000000000001,000000000001}'", "'{\"\",player_1}'", "'{x,x}'"]),
        of("insert_commit", ["0", "0", "9000000", "NULL", "NULL", &decided_ids, NOW]),
        of("update_lane", ["0", "0", "9000000", "NULL"]),
        of("number_wallets", ["3"]),
        of("insert_openings", [&new_wallets, &owners_named("new", &players), &ones, &zeros, NOW]),
        of("find_payments", [PAYMENT_SHARDS, PAYMENTS]).along(&[(PAYMENTS_KEY, &["shard_key", "payment_ref"])]),
        of(
            "insert_payments",
            ["'{7,8}'", "'{new_1,new_2}'", "'{1,1}'", &array([transaction_id(1, 1), transaction_id(1, 2)])],
        ),
        of("find_claims", [&array([shard_key(1); 2]), &holds]),
        of("find_open_holds", [&shards, &owners, &each("GOLD_COINS")]),
        of(
            "upsert_claims",
            [
                &holds,
                "'{1,1}'",
                &array([wallet_id(1); 2]),
                "'{2,2}'",
                "'{1,1}'",
                "'{1,1}'",
                "'{2030-01-01,2030-01-01}'",
            ],
        ),
    ]
}

fn reads(shape: Shape) -> Vec<Case> {
    let players = players(shape);
    let (shards, owners) = (shards(&players), owners(&players));
    let codes = array(players.iter().map(|_| "GOLD_COINS"));
    let hold = quoted(&transaction_id(1, FIRST_HOLD + 1));
    // The one with the most entries.
    let (shard, owner) = if shape.is_hot { (0, "'system:treasury'") } else { (shard_key(1), "'player_1'") };
    let no_id = "'00000000-0000-0000-0000-000000000000'";
    let below = array([i64::MAX]);
    vec![
        of("list_layout", []).reading(&["lanes"]),
        of("find_copy", []).reading(&["copies"]).empty(),
        of("read_clock", []),
        of("list_heads", []).reading(&["lanes"]),
        of("list_assets", []).reading(&["assets"]),
        of("list_changes", ["1000000", "20"]),
        of("list_changes_of_owner", ["1000000", "20", "'player_1'"]),
        of("list_changes_of_wallet", ["1000000", "20", "'player_1'", "'GOLD_COINS'"]),
        of("list_changes_of_asset", ["1000000", "20", "'GOLD_COINS'"]),
        of("list_changes_of_actor", ["1000000", "20", "'x'"]),
        of("list_changes_of_action", ["1000000", "20", "'freeze'"]),
        of("list_changes_of_object", ["1000000", "20", "'id_5'"]),
        of("list_wallets", [&owners, NOW]).along(&[(NAMES, &["owner"])]),
        of("list_system_wallets", []).along(&[(NAMES, &["owner"])]),
        of("find_wallets", [&shards, &owners, &codes, NOW]),
        of("list_holds", [&wallet_id(1).to_string(), NOW, no_id, "20", NOW]),
        of("list_lapsed", [NOW, "20"]),
        of("list_about", [&hold, "20"]),
        of("list_payments", [PAYMENT_SHARD, "'pay_3'", "20"]).along(&[(PAYMENTS_KEY, &["shard_key", "payment_ref"])]),
        of("list_entries", [&array([shard]), owner, "'GOLD_COINS'", "'{0}'", &below, "20"]),
        of(
            "search_transactions",
            [
                "'2020-01-01'",
                "'2100-01-01'",
                no_id,
                "20",
                "NULL",
                "NULL",
                "1",
                "'GOLD_COINS'",
                "1",
                "NULL",
                "NULL",
                "'{}'",
                "NULL",
                "NULL",
            ],
        ),
        of("search_wallets", ["'player_'", "'player_~'", "20", "'GOLD_COINS'", "0", "NULL", "1", "NULL"])
            .along(&[(NAMES, &["owner"])]),
        Case {
            // Every 100th owes something.
            is_empty: shape.wallets < 100,
            ..of("search_debtors", ["'player_'", "'player_~'", "20", "NULL"]).reading(&["assets"])
        },
        of("lock_sequencer", []).reading(&["sequencer"]),
        of("find_feed_head", []).reading(&["feed"]),
        of("list_unplaced", ["20"]).reading(&["feed", "lanes"]).along(UNPLACED),
        of("insert_feed", ["'{9000000}'", "'{0}'", "'{9000000}'", "'{NULL}'"]),
        of("list_events", ["0", "20"]).reading(&["feed"]).empty(),
        of("last_verification", []).along(&[("verifications_pk", &[])]),
        of("last_backup", []).along(&[("backups_pk", &[])]),
        of("list_api_keys", []).reading(&["api_keys"]),
        of("find_api_key", ["'000000000001'"]),
        of("find_cap_usage", ["'000000000001'", "''"]),
    ]
}

fn registry(shape: Shape) -> Vec<Case> {
    let players = players(shape);
    let (shards, zeros) = (shards(&players), array(players.iter().map(|_| 0)));
    let codes = array(players.iter().map(|_| "GOLD_COINS"));
    let digest = r"'\x0000000000000000000000000000000000000000000000000000000000000000'";
    let (shard, wallet) = (shard_key(2).to_string(), wallet_id(2).to_string());
    vec![
        of("lock_assets", []).reading(&["assets"]),
        of("update_asset", ["'GOLD_COINS'", "'x'", "NULL", "NULL"]),
        of("lock_owned", [&shard, "'player_2'"]).along(&[(NAMES, &["owner"])]),
        of("update_status", [&wallet, "2", "10"]),
        of("insert_change", [NOW, "'x'", "NULL", "NULL", "'x'", "'player_1'", "'GOLD_COINS'", "NULL", "NULL", "'x'"]),
        of("insert_asset", ["'NEW_ASSET'", "'x'", "NULL", NOW, "NULL"]),
        of("insert_wallet", [&shard, "'new_2'", "'GOLD_COINS'", "0", NOW, "0"]),
        of("insert_wallets", [&shards, &owners_named("new", &players), &codes, &zeros, NOW]),
        of("insert_lanes", ["'{3}'", "'{3}'", "2"]),
        of("insert_crossings", ["'{3}'", "'{3}'"]),
        of("set_layout", ["2"]).reading(&["lanes"]),
        of(
            "insert_api_key",
            ["'aaaaaaaaaaaa'", "'x'", digest, "'read'", NOW, "NULL", "NULL", "NULL", "NULL", "NULL", "NULL"],
        ),
        of("revoke_api_key", ["'000000000002'", NOW, "'ada'"]),
        of("insert_approval", ["'00000000-0000-0000-0000-000000000099'", "'pending'", NOW, "'{}'"]),
        of("find_approval", ["'00000000-0000-0000-0000-000000000001'"]),
        of("list_approvals", ["NULL", "50"]).reading(&["approvals"]),
        of("list_stale_approvals", ["'2100-01-01'", "50"]).reading(&["approvals"]),
        of("advance_approval", ["'00000000-0000-0000-0000-000000000001'", "'pending'", "'approved'", "'{}'"]),
        of("rotate_api_key", ["'000000000004'", digest, &format!("'{{\"old\":\"{}\"}}'", "00".repeat(32)), digest]),
        of("note_api_key_use", ["'000000000003'", NOW]),
    ]
}

/// The statements of the journal and of imports.
pub(crate) fn of_the_journal(shape: Shape) -> Vec<Case> {
    let players = players(shape);
    let each = |value: &str| array(players.iter().map(|_| value));
    let wallets = array(players.iter().map(|player| wallet_id(*player)));
    let new_wallets = array(players.iter().map(|player| wallet_id(*player) | 1 << 31));
    let (owner, number) = (shape.player_of(1), 1);
    let (shard, id) = (shard_key(owner).to_string(), transaction_id(owner, number));
    let (shards, ids) = (format!("'{{{shard}}}'"), format!("'{{{id}}}'"));
    let (hold_shards, holds) = (array([shard_key(1)]), array([transaction_id(1, FIRST_HOLD + 1)]));
    let (no_id, first) = ("'00000000-0000-0000-0000-000000000000'", i64::MIN.to_string());
    let (least, shard_max, wallet_max) = ("(-32768)::int2", "32767::int2", i64::MAX.to_string());
    let (first, wallet) = (format!("({first})"), wallet_id(1).to_string());
    let (zeros, ones, times) = (each("0"), each("1"), each("2026-01-01"));
    let entries = [least, &*first, &first, shard_max, &wallet_max, "20"];
    vec![
        of("list_lanes", []).reading(&["lanes"]).along(&[("commits_pk", &["lane"])]),
        of("list_commits", ["0", "0", "1000000", "20"]),
        of("list_feed", ["0", "20"]).reading(&["feed"]).empty(),
        of("list_claims", [least, no_id, "20"]),
        of("list_wallet_chunk", [&first, "20"]).along(&[("entries_pk", &["shard_key", "wallet_id"])]),
        of("has_wallet", [&shard_key(1).to_string(), &wallet]),
        of("list_entry_chunk", entries),
        of("find_orphans", entries),
        of("list_id_chunk", [least, no_id, "20"]),
        of("list_transaction_records", [&shards, &ids]).along(&[(PAYMENTS_KEY, &["shard_key", "payment_ref"])]),
        of("list_legs", [&array([wallet_id(owner)]), "'{1}'"]),
        of("list_claim_transactions", [&hold_shards, &holds]),
        of("has_records", []).reading(&["assets", "wallets", "transactions", "ledger_entries", "commits", "api_keys"]),
        of("insert_copy", ["'x'", NOW]),
        of("lock_copy", []).reading(&["copies"]).empty(),
        of("finish_copy", [NOW]).reading(&["copies"]).empty(),
        of("export_assets", []).reading(&["assets"]),
        of("export_wallets", [&first, "20"]),
        of("export_changes", ["0", "20"]),
        of("drop_lane", ["7", "7"]).empty(),
        of("import_asset", ["'NEW_ASSET'", "'x'", "NULL", NOW, "NULL"]),
        of(
            "import_change",
            ["1000000", NOW, "'x'", "NULL", "NULL", "'x'", "'player_1'", "'GOLD_COINS'", "NULL", "NULL", "'x'"],
        ),
        of("advance_change_numbers", []).along(&[("changes_pk", &[])]),
        of("advance_wallet_numbers", []).reading(&["wallets"]),
        of(
            "import_wallets",
            [&new_wallets, &owners_named("new", &players), &each("GOLD_COINS"), &zeros, &zeros, &times],
        ),
        of("find_states", [&wallets]),
        of("lock_states", [&wallets]),
        of("lock_lanes", []).reading(&["lanes"]),
        of("find_asset_ids", []).reading(&["assets"]),
        of(
            "insert_commits",
            ["'{0}'", "'{0}'", "'{9000000}'", "'{NULL}'", "'{NULL}'", "'{1}'", "'{1}'", &ids, "'{2026-01-01}'"],
        ),
        of("advance_lanes", ["'{0}'", "'{9000000}'", "'{NULL}'"]).reading(&["lanes"]),
        of("settle_wallets", [&wallets, &zeros, &each("10"), &ones, &times, &each("x"), &zeros]),
        of("insert_verification", [NOW, "0", "NULL", "true"]).along(&[("verifications_pk", &[])]),
        of("insert_backup", [NOW, "0"]),
        of("survey_wallets", [&first, "20"]),
        of("survey_holds", [NOW, no_id, "20"]),
    ]
}

fn shards(players: &[i64]) -> String {
    array(players.iter().map(|player| shard_key(*player)))
}

fn owners(players: &[i64]) -> String {
    owners_named("player", players)
}

fn owners_named(name: &str, players: &[i64]) -> String {
    array(players.iter().map(|player| format!("{name}_{player}")))
}
