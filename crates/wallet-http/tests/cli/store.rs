//! migrate, seed and verify on the embedded store.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use harness::process::{Done, folder, run, wallet};
use tempfile::TempDir;

fn wallet_on(folder: &Path, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:ledger.db"))
}

/// A folder with a store that holds the demo data.
fn seeded() -> TempDir {
    let folder = folder();
    wallet_on(folder.path(), &["migrate"]).success();
    wallet_on(folder.path(), &["seed"]).success();
    folder
}

#[test]
fn migrate_says_what_it_applied_and_then_that_there_is_nothing_to_do() {
    let folder = folder();
    let first = wallet_on(folder.path(), &["migrate"]).success();
    assert!(first.lines().all(|line| line.starts_with("sqlite:ledger.db: applied V")), "{first}");
    let second = wallet_on(folder.path(), &["migrate"]).success();
    assert_eq!(second, "sqlite:ledger.db: the schema is up to date\n");
}

#[test]
fn seed_and_verify_want_a_database_that_is_there() {
    let folder = folder();
    for command in ["seed", "verify", "head"] {
        let done = wallet_on(folder.path(), &[command]);
        assert_eq!(done.complaint(1), "wallet: there is no database at ledger.db; `wallet migrate` makes one");
    }
    assert!(!folder.path().join("ledger.db").exists(), "a question makes no database");
}

#[test]
fn seeding_twice_adds_nothing_the_second_time() {
    let folder = folder();
    wallet_on(folder.path(), &["migrate"]).success();
    let first = wallet_on(folder.path(), &["seed"]).success();
    for line in ["asset  GOLD_COINS", "mint   GOLD_COINS 1000750", "grant  user_001 GOLD_COINS 500"] {
        assert!(first.lines().any(|printed| printed == line), "{line} is missing in:\n{first}");
    }
    assert!(first.ends_with("seed demo: added 3 assets, 6 wallets, 3 mints, 6 grants\n"), "{first}");
    let second = wallet_on(folder.path(), &["seed"]).success();
    assert_eq!(second, "seed demo: added nothing: 3 assets, 6 wallets, 3 mints, 6 grants were there already\n");
}

#[test]
fn a_seed_file_of_ones_own_is_applied_and_a_bad_one_is_refused_by_line() {
    let folder = folder();
    wallet_on(folder.path(), &["migrate"]).success();
    let file = folder.path().join("gems.toml");
    let good = "name = \"gems\"\n[[assets]]\ncode = \"GEMS\"\nname = \"Gems\"\nmint = 5\n\
                [[grants]]\nowner = \"anna\"\nasset = \"GEMS\"\namount = 5\n";
    fs::write(&file, good.replace("amount", "amuont")).expect("writable");
    let done = wallet_on(folder.path(), &["seed", "gems.toml"]);
    let complaint = done.complaint(2);
    assert!(complaint.starts_with("wallet: gems.toml line 9 (amuont = 5): unknown field `amuont`"), "{complaint}");

    fs::write(&file, good.replace("amount = 5", "amount = 6")).expect("writable");
    let done = wallet_on(folder.path(), &["seed", "gems.toml"]);
    let complaint = done.complaint(1);
    assert!(complaint.starts_with("wallet: seed gems: grant anna GEMS 6 was refused: "), "{complaint}");

    fs::write(&file, good.replace("gems", "gems-2")).expect("writable");
    let added = wallet_on(folder.path(), &["seed", "gems.toml"]).success();
    assert!(added.contains("grant  anna GEMS 5"), "{added}");
}

#[test]
fn verify_shows_the_assets_and_that_every_invariant_holds() {
    let folder = seeded();
    let table = wallet_on(folder.path(), &["verify"]).success();
    let expected = "\
asset            supply  wallets  entries  in balance
DIAMONDS          50015        5        6         yes
GOLD_COINS      1000750        5        6         yes
LOYALTY_POINTS   100150        5        6         yes

9 transactions, verified in ";
    assert!(table.starts_with(expected), "{table}");
    assert!(table.ends_with("\nevery invariant holds\n"), "{table}");
}

#[test]
fn verify_names_what_is_broken_and_exits_1() {
    let folder = seeded();
    damage(&folder.path().join("ledger.db"));
    let done = wallet_on(folder.path(), &["verify"]);
    assert_eq!(done.code, Some(1), "{}{}", done.stdout, done.stderr);
    let gold = done.stdout.lines().find(|line| line.starts_with("GOLD_COINS")).expect("a line of the asset");
    assert!(gold.ends_with("NO"), "{gold}");
    let named = |invariant: &str, subject: &str| {
        done.stdout.lines().any(|line| line.starts_with(invariant) && line.contains(subject))
    };
    assert!(named("invariant 2", "user_001"), "{}", done.stdout);
    assert!(named("invariant 4", ""), "{}", done.stdout);
    assert!(done.stdout.trim_end().ends_with("findings: the ledger is NOT in order"), "{}", done.stdout);
}

/// What a hand in the tables does: takes the guards away, then changes a balance.
fn damage(path: &Path) {
    let database = Connection::open(path).expect("the database");
    let mut triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").expect("a query");
    let triggers: Vec<String> =
        triggers.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>().expect("names");
    assert!(!triggers.is_empty(), "the store guards its tables");
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER {trigger}")).expect("dropped");
    }
    let changed = database
        .execute(
            "UPDATE wallets SET balance = balance + 1 WHERE owner = 'user_001' \
             AND asset_id = (SELECT id FROM assets WHERE code = 'GOLD_COINS')",
            [],
        )
        .expect("changed");
    assert_eq!(changed, 1);
}

#[test]
fn a_head_that_was_kept_proves_later_that_nothing_before_it_was_changed() {
    let folder = seeded();
    let heads = wallet_on(folder.path(), &["head"]).success();
    fs::write(folder.path().join("heads.json"), &heads).expect("writable");
    let proven = wallet_on(folder.path(), &["verify", "--head", "heads.json"]).success();
    assert!(proven.ends_with("1 noted heads were looked for\nevery invariant holds\n"), "{proven}");

    // As if the last commit had never been the one that was noted.
    let forged = heads.replace(r#""hash": ""#, r#""hash": "0000"#);
    let hash = forged.find("0000").expect("just put there");
    let forged = format!("{}{}", &forged[..hash + 64], &forged[hash + 68..]);
    fs::write(folder.path().join("forged.json"), forged).expect("writable");
    let done = wallet_on(folder.path(), &["verify", "--head", "heads.json", "--head", "forged.json"]);
    assert_eq!(done.code, Some(1));
    assert!(done.stdout.contains("its hash was noted as 0000"), "{}", done.stdout);

    let done = wallet_on(folder.path(), &["verify", "--head", "nowhere.json"]);
    assert!(done.complaint(2).starts_with("wallet: nowhere.json cannot be read: "));
}

#[test]
fn a_transactions_proof_holds_without_the_ledger_and_no_other_does() {
    let folder = seeded();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("writable");
    write("heads.json", &wallet_on(folder.path(), &["head"]).success());
    let ids = "SELECT lower(hex(id)), owner FROM transactions ORDER BY number";
    let ledger = Connection::open(folder.path().join("ledger.db")).expect("the file opens");
    let mut ids = ledger.prepare(ids).expect("prepared");
    let ids = ids.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("queried");
    let ids: Vec<(String, String)> = ids.map(|row| row.expect("two texts")).collect();
    assert_eq!(ids.len(), 9);
    for (id, owner) in &ids {
        let proof = wallet_on(folder.path(), &["prove", id, "--head", "heads.json"]).success();
        write("proof.json", &proof);
        let elsewhere = ["prove", "--check", "proof.json", "--head", "heads.json"];
        let checked = run(wallet(folder.path(), &elsewhere).env("DATABASE_URL", "sqlite:nowhere.db")).success();
        assert!(checked.contains(owner) && checked.contains("is in the ledger of commit "), "{checked}");
        let later = proof.replacen(r#""created_at_us": 1"#, r#""created_at_us": 2"#, 1);
        write("proof.json", &later);
        let done = run(&mut wallet(folder.path(), &elsewhere));
        assert_eq!(done.code, Some(1), "{}", done.stdout);
        assert!(done.stdout.contains("is NOT proven: the transaction is not what its commit holds"), "{}", done.stdout);
    }
    let mine = proof_of_another_ledger(folder.path(), &ids[0].0);
    write("proof.json", &mine);
    let done = run(&mut wallet(folder.path(), &["prove", "--check", "proof.json", "--head", "heads.json"]));
    assert_eq!(done.code, Some(1));
    assert!(done.stdout.contains("is NOT proven: it leads to commit "), "{}", done.stdout);
    let done = wallet_on(folder.path(), &["prove", "00000000-0000-0000-0000-000000000000"]);
    let expected = "wallet: sqlite:ledger.db has no transaction 00000000-0000-0000-0000-000000000000";
    assert_eq!(done.complaint(1), expected);
}

/// A proof that holds, in a ledger of one's own making.
fn proof_of_another_ledger(folder: &Path, id: &str) -> String {
    let other = |arguments: &[&str]| run(wallet(folder, arguments).env("DATABASE_URL", "sqlite:other.db"));
    other(&["migrate"]).success();
    other(&["seed"]).success();
    other(&["prove", id]).success()
}

/// Whoever is root may write any file, so this asks as somebody else.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_verified_and_left_as_it_is() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let folder = seeded();
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    let file = folder.path().join("ledger.db");
    set(&file, 0o444);
    set(folder.path(), 0o555);
    let before = fs::read(&file).expect("readable");
    let mut verify = wallet(folder.path(), &["verify"]);
    verify.env("DATABASE_URL", "sqlite:ledger.db");
    if fs::metadata("/proc/self").expect("Linux").uid() == 0 {
        verify.uid(NOBODY).gid(NOBODY);
    }
    let done = run(&mut verify);
    set(folder.path(), 0o755);
    let verified = done.success();
    assert!(verified.contains("the file cannot be written, so it keeps no note"), "{verified}");
    assert!(verified.ends_with("every invariant holds\n"), "{verified}");
    assert_eq!(fs::read(&file).expect("readable"), before);
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("-wal")), "{left:?}");
}
