//! `wallet import` as a process, on both stores and beside a server.

use std::fs;
use std::path::Path;

use harness::process::{Done, Server, folder, run, wallet};

use crate::postgres::seeded_database;

const FILE: &str =
    "owner,asset,balance\nanna,GOLD_COINS,120\nbert,GOLD_COINS,0\nanna,DIAMONDS,3\nuser_001,GOLD_COINS,7\n";

fn import(folder: &Path, arguments: &[&str]) -> Done {
    run(&mut wallet(folder, &[&["import", "balances.csv", "--name", "move"], arguments].concat()))
}

#[test]
fn balances_are_tried_booked_and_never_twice_beside_a_server() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    fs::write(folder.path().join("balances.csv"), FILE).expect("a folder to write to");
    let tried = import(folder.path(), &["--dry-run"]);
    assert_eq!(
        tried.stdout, "3 would be booked, 0 were booked before, 1 without a balance, 0 refused\n",
        "{}",
        tried.stderr
    );
    assert_eq!(server.get("/v1/wallets/anna").1["wallets"], serde_json::json!([]), "nothing was");

    let done = import(folder.path(), &[]);
    assert_eq!(done.success(), "3 booked, 0 were booked before, 1 without a balance, 0 refused\n");
    assert_eq!(server.balance("anna", "GOLD_COINS"), 120);
    assert_eq!(server.balance("anna", "DIAMONDS"), 3);
    assert_eq!(server.balance("bert", "GOLD_COINS"), 0);
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 507, "what was there stays");

    // A file that grew goes on; a row that changed is told and stays as it was.
    let grown = FILE.replace("120", "121") + "carl,GOLD_COINS,9\n";
    fs::write(folder.path().join("balances.csv"), grown).expect("a folder to write to");
    let again = import(folder.path(), &[]);
    assert_eq!(
        (again.code, &*again.stdout),
        (Some(1), "1 booked, 2 were booked before, 1 without a balance, 1 refused\n")
    );
    assert!(
        again.stderr.contains("line 2: anna GOLD_COINS: the import move has booked another balance"),
        "{}",
        again.stderr
    );
    assert_eq!((server.balance("anna", "GOLD_COINS"), server.balance("carl", "GOLD_COINS")), (120, 9));
    run(&mut wallet(folder.path(), &["verify"])).success();
}

#[test]
fn what_the_treasury_lacks_is_refused_row_by_row_and_a_second_run_finishes() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let file = "owner,asset,balance\nanna,DIAMONDS,49000\nbert,DIAMONDS,2000\ncarl,DIAMONDS,10\n";
    fs::write(folder.path().join("balances.csv"), file).expect("a folder to write to");
    let tried = import(folder.path(), &["--dry-run"]);
    assert_eq!(tried.code, Some(1), "{}", tried.stderr);
    let lacking = "DIAMONDS: the treasury holds 50000, which is 1010 too little: mint it first";
    assert!(tried.stderr.contains(lacking), "{}", tried.stderr);
    let first = import(folder.path(), &[]);
    assert_eq!(
        (first.code, &*first.stdout),
        (Some(1), "2 booked, 0 were booked before, 0 without a balance, 1 refused\n")
    );
    assert!(first.stderr.contains("line 3: bert DIAMONDS: "), "{}", first.stderr);
    assert_eq!(server.post("/v1/mints", "more", r#"{"asset":"DIAMONDS","amount":2000}"#).0, 201);
    assert_eq!(
        import(folder.path(), &[]).success(),
        "1 booked, 2 were booked before, 0 without a balance, 0 refused\n"
    );
}

#[test]
fn a_file_with_wrong_rows_is_refused_whole_and_each_is_told() {
    let folder = folder();
    run(&mut wallet(folder.path(), &["migrate"])).success();
    run(&mut wallet(folder.path(), &["seed"])).success();
    let file = "owner,asset,balance\nanna,GOLD_COINS,1\n,GOLD_COINS,1\nsystem:treasury,GOLD_COINS,1\nbert,gold,1\n\
                carl,GOLD_COINS,-1\ncarl,GOLD_COINS,1.5\ncarl,GOLD_COINS\nanna,GOLD_COINS,2\ndora,GOLD_COINS,9007199254740992\n";
    fs::write(folder.path().join("balances.csv"), file).expect("a folder to write to");
    let done = import(folder.path(), &[]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    for line in 3..=10 {
        assert!(done.stderr.contains(&format!("line {line}: ")), "line {line} is missing in {}", done.stderr);
    }
    assert!(done.stderr.contains("line 9: anna GOLD_COINS is on line 2 already"), "{}", done.stderr);
    assert!(done.stderr.ends_with("wallet: balances.csv: 8 rows are wrong; nothing was booked\n"), "{}", done.stderr);

    fs::write(folder.path().join("balances.csv"), "user,coins\nanna,1\n").expect("a folder to write to");
    assert_eq!(
        import(folder.path(), &[]).complaint(2),
        "wallet: balances.csv: the first line must be owner,asset,balance"
    );
    fs::write(folder.path().join("balances.csv"), "owner,asset,balance\nanna,GEMS,1\n").expect("a folder to write to");
    assert_eq!(import(folder.path(), &[]).complaint(1), "wallet: line 2: there is no asset GEMS: create it first");
    let named = [("balances.csv", "a b"), ("balances.csv", "")];
    for (file, name) in named {
        let done = run(&mut wallet(folder.path(), &["import", file, "--name", name]));
        let why = "wallet: --name: a name is 1 to 40 visible ASCII characters without spaces";
        assert_eq!(done.complaint(2), why);
    }
}

#[test]
fn postgresql_takes_balances_as_well() {
    let (database, folder) = seeded_database();
    fs::write(folder.path().join("balances.csv"), FILE).expect("a folder to write to");
    let mut command = database.wallet(folder.path(), &["import", "balances.csv", "--name", "move"]);
    assert_eq!(run(&mut command).success(), "3 booked, 0 were booked before, 1 without a balance, 0 refused\n");
    assert_eq!(run(&mut command).success(), "0 booked, 3 were booked before, 1 without a balance, 0 refused\n");
}
