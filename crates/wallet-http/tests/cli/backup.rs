//! `wallet backup`, as a process beside a server that is under load.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::load::{assert_replayed, beside_spending};
use harness::process::{Done, Server, folder, run, wallet};

fn on(folder: &Path, store: &str, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).env("DATABASE_URL", format!("sqlite:{store}")))
}

fn seeded(folder: &Path) {
    on(folder, "ledger.db", &["migrate"]).success();
    on(folder, "ledger.db", &["seed"]).success();
}

#[test]
fn a_backup_beside_a_server_under_load_has_whatever_was_told_before_it_began() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let (told, known_before) = beside_spending(&server, 4, |round| {
        let printed = on(folder.path(), "data/wallet.db", &["backup", &format!("b{round}.db")]).success();
        assert!(printed.ends_with(" transactions, every invariant holds\n"), "{printed}");
    });
    drop(server);
    assert!(told.iter().any(|it| it.answer.0 == 402) && told.iter().any(|it| it.answer.0 == 201), "both kinds");
    for (round, known) in known_before.into_iter().enumerate() {
        let backup = format!("b{round}.db");
        let verified = on(folder.path(), &backup, &["verify"]).success();
        assert!(verified.ends_with("every invariant holds\n"), "{verified}");
        let mut serve = wallet(folder.path(), &["serve", "--port", "0"]);
        let server = Server::start(serve.env("DATABASE_URL", format!("sqlite:{backup}")));
        assert_replayed(&server, &told[..known]);
    }
}

#[test]
fn a_full_disk_leaves_no_backup_and_a_kill_leaves_none_that_has_the_name() {
    let folder = folder();
    seeded(folder.path());
    // Nobody may write a file of more than 32 KiB: an error if the signal is ignored, else the end of the process.
    let limited = |trap: &str| {
        let binary = wallet(folder.path(), &[]).get_program().to_string_lossy().into_owned();
        let script = format!("{trap} ulimit -f 64; exec {binary} backup backup.db");
        run(std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path())
            .env("DATABASE_URL", "sqlite:ledger.db"))
    };
    let file = |name: &str| folder.path().join(name);
    let full = limited("trap '' XFSZ;");
    assert!(full.complaint(1).starts_with("wallet: sqlite:ledger.db is not backed up: "), "{}", full.stderr);
    assert!(!file("backup.db").exists() && !file("backup.db.partial").exists());
    let killed = limited("");
    assert_eq!(killed.code, None, "a signal ended it: {}{}", killed.stdout, killed.stderr);
    assert!(!file("backup.db").exists() && file("backup.db.partial").exists());
    // The next one takes over what the killed one has left.
    let printed = on(folder.path(), "ledger.db", &["backup", "backup.db"]).success();
    let bytes = fs::metadata(file("backup.db")).expect("there").len();
    let expected =
        format!("sqlite:ledger.db is backed up in backup.db ({bytes} bytes): 9 transactions, every invariant holds\n");
    assert_eq!(printed, expected);
    assert!(!file("backup.db.partial").exists());
}

#[test]
fn a_backup_replaces_nothing_unless_it_is_told_to() {
    let folder = folder();
    seeded(folder.path());
    let backup = |arguments: &[&str]| on(folder.path(), "ledger.db", &[&["backup", "backup.db"], arguments].concat());
    fs::write(folder.path().join("backup.db"), "mine").expect("writable");
    let expected = "wallet: sqlite:ledger.db is not backed up: backup.db is there already; name another file, or use \
                    --force to replace it";
    assert_eq!(backup(&[]).complaint(1), expected);
    assert_eq!(fs::read_to_string(folder.path().join("backup.db")).expect("readable"), "mine");
    backup(&["--force"]).success();
    on(folder.path(), "backup.db", &["verify"]).success();
    let done = on(folder.path(), "nowhere.db", &["backup", "other.db"]);
    assert!(done.complaint(1).ends_with("there is no database at nowhere.db; `wallet migrate` makes one"));
    let mut postgres = wallet(folder.path(), &["backup", "other.db"]);
    let done = run(postgres.env("DATABASE_URL", "postgres://db/wallet"));
    let complaint = done.complaint(1);
    assert!(complaint.contains("pg_dump or pg_basebackup") && complaint.contains("docs/operations.md"), "{complaint}");
}

#[test]
fn a_store_that_is_not_in_order_is_backed_up_only_as_it_is() {
    let folder = folder();
    seeded(folder.path());
    let damage = "DROP TRIGGER wallets_follow_entries; UPDATE wallets SET balance = 1 WHERE owner = 'user_001'";
    Connection::open(folder.path().join("ledger.db")).expect("the database").execute_batch(damage).expect("damaged");
    let done = on(folder.path(), "ledger.db", &["backup", "backup.db"]);
    assert_eq!(done.code, Some(1), "{}", done.stdout);
    assert!(done.stdout.contains("user_001"), "{}", done.stdout);
    assert!(done.stderr.contains("the copy is not in order"), "{}", done.stderr);
    assert!(!folder.path().join("backup.db").exists());
    let printed = on(folder.path(), "ledger.db", &["backup", "backup.db", "--no-verify"]).success();
    let bytes = fs::metadata(folder.path().join("backup.db")).expect("there").len();
    assert_eq!(
        printed,
        format!("sqlite:ledger.db is backed up in backup.db ({bytes} bytes); the copy was not verified\n")
    );
    assert_eq!(on(folder.path(), "backup.db", &["verify"]).code, Some(1));
}
