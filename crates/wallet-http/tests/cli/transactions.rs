//! `wallet transactions` as a process, beside a server.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use harness::process::{Server, folder, run, wallet};

use crate::postgres::seeded_database;

/// A top-up of a payment, another player's bonus for the same, a hold, a refused spend, and a bonus with a cause.
fn play(server: &Server) {
    for (route, key, status, body) in [
        ("top-ups", "t", 201, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":100,"payment_ref":"pay_9"}"#),
        ("bonuses", "t", 201, r#"{"owner":"user_002","asset":"DIAMONDS","amount":7,"reason":"pay_9"}"#),
        ("holds", "h", 201, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#),
        ("spends", "s", 402, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":9000,"description":"=a, hat"}"#),
        (
            "bonuses",
            "b",
            201,
            r#"{"owner":"user_002","asset":"GOLD_COINS","amount":5,"metadata":{"offer":7,"shop":"hats"}}"#,
        ),
    ] {
        assert_eq!(server.post(&format!("/v1/{route}"), key, body).0, status, "{body}");
    }
}

/// Owner, flow and status of each row.
fn rows(printed: &str) -> Vec<(String, String, String)> {
    let cells = |row: &str| row.split(',').map(str::to_owned).collect::<Vec<String>>();
    printed.lines().skip(1).map(cells).map(|row| (row[4].clone(), row[2].clone(), row[3].clone())).collect()
}

fn row(owner: &str, flow: &str, status: &str) -> (String, String, String) {
    (owner.to_owned(), flow.to_owned(), status.to_owned())
}

#[test]
fn transactions_are_found_by_what_they_are_beside_a_server() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    play(&server);
    let look = |arguments: &[&str]| run(&mut wallet(folder.path(), &[&["transactions"], arguments].concat()));
    let found = |arguments: &[&str]| look(arguments).success();

    let paid = found(&["--reference", "pay_9"]);
    assert!(paid.starts_with(
        "transaction_id,created_at,flow,status,owner,asset,amount,requested,balance,held,debt,to,fee,received,pay,receive,"
    ));
    assert_eq!(rows(&paid), [row("user_001", "top_up", "posted"), row("user_002", "bonus", "posted")]);
    assert_eq!(rows(&found(&["--reference", "pay_9", "--asset", "DIAMONDS"])).len(), 1);
    let by_anyone = found(&["--reference", "pay_9", "--actor", "anyone"]);
    assert_eq!(rows(&by_anyone).len(), 2);
    assert!(by_anyone.lines().nth(1).is_some_and(|line| line.ends_with(",anyone,,")), "{by_anyone}");
    assert_eq!(rows(&found(&["--actor", "wallet"])).len(), rows(&found(&[])).len() - 5, "the demo's own");
    let of_one = found(&["--owner", "user_001", "--from", "2020-01-01T00:00:00Z", "--min-amount", "30"]);
    let flows: Vec<String> = rows(&of_one).into_iter().map(|(_, flow, _)| flow).collect();
    assert_eq!(flows[flows.len() - 3..], ["top_up", "hold", "spend"]);
    let refused = found(&["--status", "rejected"]);
    assert_eq!(rows(&refused), [row("user_001", "spend", "rejected")]);
    assert!(refused.contains(r#",9000,,,,,,,,,,,,,,,"'=a, hat",,s,insufficient_funds,anyone,,"#), "{refused}");
    assert_eq!(rows(&found(&["--flow", "hold"])), [row("user_001", "hold", "posted")]);
    assert!(found(&["--flow", "hold"]).contains(",30,,600,30,0,"), "what it held, and what was there");
    assert_eq!(
        rows(&found(&["--max-amount", "5", "--flow", "bonus", "--asset", "GOLD_COINS"])),
        [row("user_002", "bonus", "posted")]
    );
    let order = r#"{"owner":"user_002","asset":"DIAMONDS","amount":900,"as_much_as":true}"#;
    let (status, taken) = server.post("/v1/spends", "all", order);
    let row_of_it = format!(",DIAMONDS,{},900,0,", taken["amount"]);
    assert!(status == 201 && found(&["--flow", "spend"]).contains(&row_of_it), "what was asked for, too: {taken}");
    assert_eq!(rows(&found(&["--to", "2020-01-01T00:00:00Z"])), []);
    assert_eq!(rows(&found(&["--to", "2020-01-01"])), []);
    for amount in ["ten", "", "-1", "1.5"] {
        let told = look(&[&format!("--min-amount={amount}")]);
        let is_told = told.stderr.contains("'--min-amount <AMOUNT>': it must be a whole number") || amount.is_empty();
        assert!(told.code == Some(2) && is_told, "{amount}: {}", told.stderr);
    }
    let backward = look(&["--from", "2020-01-02", "--to", "2020-01-01"]);
    assert_eq!(backward.complaint(2), "wallet: --from is after --to: exchange them");
    assert!(look(&["--flow", "release"]).stderr.ends_with("0 transactions fit\n"));

    let line = found(&["--metadata", "offer=7", "--format", "json"]);
    let told: Value = serde_json::from_str(line.trim()).expect("one line of JSON");
    let id = told["id"].as_str().expect("an id");
    assert_eq!(told, server.get(&format!("/v1/transactions/{id}")).1, "as the API tells it");
    assert_eq!(told["metadata"], json!({"offer": 7, "shop": "hats"}));
    assert!(look(&["--from", "noon"]).complaint(2).contains("--from: it must be a time such as"));
    assert!(look(&["--min-amount", "0"]).complaint(2).contains("--min-amount: "));
    assert!(look(&["--owner", "two words"]).complaint(2).contains("--owner: "));
}

/// As the API's conditions of the same names find them.
#[test]
fn payments_and_members_of_the_metadata_are_conditions_of_their_own() {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    play(&server);
    let look = |arguments: &[&str]| run(&mut wallet(folder.path(), &[&["transactions"], arguments].concat()));
    let found = |arguments: &[&str]| rows(&look(arguments).success());

    assert_eq!(found(&["--payment-ref", "pay_9"]), [row("user_001", "top_up", "posted")], "no bonus called so");
    assert_eq!(found(&["--payment-ref", "pay_9", "--status", "rejected"]), []);
    let given = [row("user_002", "bonus", "posted")];
    assert_eq!(found(&["--metadata", "offer=7", "--metadata", "shop=hats"]), given);
    assert_eq!(found(&["--metadata", "offer=\"7\"", "--metadata", "shop=hats"]), [], "the text is not the number");
    assert_eq!(found(&["--metadata", "offer=7", "--metadata", "shop=shoes"]), []);
    for (arguments, told) in [
        (
            ["--metadata", "offer=7", "--metadata", "offer=8"],
            "--metadata: it names offer twice, and a member has one value",
        ),
        (["--metadata", "offer=7", "--metadata", "offer"], "--metadata: it must be NAME=VALUE"),
        (["--payment-ref", "", "--metadata", "offer=7"], "--payment-ref: "),
        (["--min-amount", "6", "--max-amount", "5"], "--min-amount is above --max-amount: exchange them"),
    ] {
        let done = look(&arguments);
        assert!(done.complaint(2).contains(told), "{}", done.stderr);
    }
    assert!(look(&["--status", "open"]).stderr.contains("[possible values: posted, rejected]"));
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_without_a_complaint() {
    let folder = folder();
    play(&Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"])));
    assert!(ends_quietly(folder.path()));
}

fn ends_quietly(folder: &Path) -> bool {
    let mut command: Command = wallet(folder, &["transactions", "--format", "json"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    drop(process.stdout.take());
    process.wait().expect("it ends").success()
}

#[test]
fn transactions_of_a_database_are_found_lane_by_lane() {
    let (database, folder) = seeded_database();
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    play(&server);
    let printed = run(&mut database.wallet(folder.path(), &["transactions", "--reference", "pay_9"])).success();
    let mut found = rows(&printed);
    found.sort_unstable();
    assert_eq!(found, [row("user_001", "top_up", "posted"), row("user_002", "bonus", "posted")]);
}
