//! `wallet webhooks` and `wallet alerts` as processes, alone and beside a server that delivers.

use std::cell::Cell;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::process::{Done, Server, folder, run, wallet};
use harness::receiver::{self, Receiver};
use serde_json::{Value, json};

use crate::postgres::seeded_database;

/// Webhooks may go to this machine.
const OPEN: [(&str, &str); 2] =
    [("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1"), ("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8")];

fn migrated() -> tempfile::TempDir {
    let folder = folder();
    run(&mut wallet(folder.path(), &["migrate"])).success();
    folder
}

/// The command on the embedded store.
fn cli(folder: &Path, arguments: &[&str]) -> Done {
    run(wallet(folder, arguments).envs(OPEN))
}

fn parsed(done: Done) -> Value {
    serde_json::from_str(&done.success()).expect("JSON")
}

/// Makes a webhook to `url` and gives its id.
fn create(folder: &Path, url: &str) -> String {
    let new = parsed(cli(folder, &["webhooks", "create", "--url", url, "--types", "*", "--format", "json"]));
    new["webhook"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_webhook_is_made_shown_paused_rotated_and_deleted() {
    let folder = migrated();
    let (url, types) = ("http://127.0.0.1:9/hook", "spend.*,wallet.below");
    let arguments = ["webhooks", "create", "--url", url, "--types", types, "--description", "the shop's"];
    let done = cli(folder.path(), &arguments);
    let said = done.complaint(0).to_owned();
    let secret = done.success();
    assert!(secret.starts_with("whsec_") && secret.lines().count() == 1 && secret.len() == 51, "{secret}");
    assert!(said.ends_with(" sends spend.*,wallet.below from now on; its secret is not shown again"), "{said}");
    assert!(!said.contains(secret.trim_end()), "{said}");
    let id = said.split(' ').nth(1).expect("webhook ID sends");

    let listed = cli(folder.path(), &["webhooks", "list"]).success();
    let row =
        format!("{id}  active  spend.*,wallet.below  http://127.0.0.1:9/hook          0       0        0       0");
    assert_eq!(listed.lines().nth(1), Some(row.as_str()), "{listed}");
    let state = || parsed(cli(folder.path(), &["webhooks", "show", id, "--format", "json"]));
    let told = state();
    assert_eq!((&told["status"], &told["payload"]), (&"active".into(), &"full".into()));
    assert_eq!((&told["url"], &told["description"]), (&url.into(), &"the shop's".into()));
    assert!(!told.to_string().contains("whsec_"), "{told}");
    assert_eq!(parsed(cli(folder.path(), &["webhooks", "list", "--format", "json"])), json!([told]));

    let (other, types) = ("http://127.0.0.1:9/other", "spend.posted");
    let changed = cli(folder.path(), &["webhooks", "change", id, "--url", other, "--types", types]).success();
    assert!(changed.starts_with(&format!("webhook {id} sends {types} to {other}; ")), "{changed}");
    assert_eq!((&state()["url"], &state()["types"]), (&other.into(), &json!([types])));
    assert_eq!(state()["description"], "the shop's");
    let stopped = cli(folder.path(), &["webhooks", "replay", id, "--stop"]).success();
    assert!(stopped.starts_with(&format!("webhook {id} replays nothing; ")), "{stopped}");
    for arguments in [&["change", id][..], &["replay", id], &["replay", id, "--from", "1.0", "--stop"]] {
        let done = cli(folder.path(), &[&["webhooks"], arguments].concat());
        assert!(done.code == Some(2) && done.stderr.contains("Usage:"), "{}", done.stderr);
    }

    let paused = cli(folder.path(), &["webhooks", "pause", id]).success();
    assert!(paused.starts_with(&format!("webhook {id} is paused; ")), "{paused}");
    assert_eq!(state()["status"], "paused");
    cli(folder.path(), &["webhooks", "resume", id]).success();
    assert_eq!(state()["status"], "active");

    let rotated = cli(folder.path(), &["webhooks", "rotate", id]);
    assert!(rotated.complaint(0).contains("signed with both secrets for 24 hours"), "{}", rotated.stderr);
    assert!(rotated.stdout.starts_with("whsec_") && rotated.stdout != secret, "{}", rotated.stdout);
    let shown = cli(folder.path(), &["webhooks", "show", id]).success();
    assert!(shown.contains("old secret signs until  2") && shown.contains("description"), "{shown}");
    assert_eq!(cli(folder.path(), &["webhooks", "delete", id]).success(), format!("webhook {id} is deleted\n"));
    let gone = cli(folder.path(), &["webhooks", "delete", id]);
    assert_eq!(gone.complaint(1), format!("wallet: There is no webhook {id}."));
}

#[test]
fn what_is_wrong_with_a_webhook_is_said_in_a_sentence() {
    let folder = migrated();
    let create = |url: &str, types: &str, more: &[&str]| {
        let arguments = ["webhooks", "create", "--url", url, "--types", types];
        run(&mut wallet(folder.path(), &[&arguments, more].concat()))
    };
    let https = "https://1.1.1.1/hook";
    for (done, begin) in [
        (create("http://1.1.1.1/", "*", &[]), "wallet: --url: The url must begin with https://."),
        (
            create("https://127.0.0.1/", "*", &[]),
            "wallet: --url: The url leads to 127.0.0.1, which is not on the public",
        ),
        (create("https://localhost/", "*", &[]), "wallet: --url: The url leads to "),
        (create("https://a:b@1.1.1.1/", "*", &[]), "wallet: --url: The url must not hold a user name or a password"),
        (create("two words", "*", &[]), "wallet: --url: A webhook's url is an absolute https URL"),
        (create(https, "spend.done", &[]), "wallet: --types: No event has the type \"spend.done\"."),
        (create(https, "", &[]), "wallet: --types: No event has the type \"\"."),
        (
            create(https, "*", &["--from", "noon"]),
            "wallet: --from: A place in the feed is written as the id of an event",
        ),
        (
            create(https, "*", &["--from", "99.0"]),
            "wallet: The ledger has no event 99.0: the cursor is of another ledger",
        ),
        (create(https, "*", &["--description", ""]), "wallet: --description: "),
    ] {
        let complaint = done.complaint(2);
        assert!(complaint.starts_with(begin), "{complaint}");
    }
    assert_eq!(cli(folder.path(), &["webhooks", "list", "--format", "json"]).success(), "[]\n", "none was made");
    let id = "0123456789ab";
    let webhooks = |arguments: &[&str]| cli(folder.path(), &[&["webhooks"], arguments].concat());
    assert!(
        webhooks(&["change", id, "--url", "http://1.1.1.1/"]).complaint(2).starts_with("wallet: --url: The url must ")
    );
    assert_eq!(webhooks(&["change", id, "--types", "*"]).complaint(1), format!("wallet: There is no webhook {id}."));
    for action in ["show", "pause", "resume", "delete", "rotate", "ping", "deliveries"] {
        assert_eq!(webhooks(&[action, id]).complaint(1), format!("wallet: There is no webhook {id}."), "{action}");
        let bad = webhooks(&[action, "shop"]);
        assert_eq!(bad.complaint(2), "wallet: ID: A webhook's id is 12 hexadecimal digits in lower case.", "{action}");
    }
    assert_eq!(webhooks(&["replay", id, "--from", "1.0"]).complaint(1), format!("wallet: There is no webhook {id}."));
    assert!(
        webhooks(&["replay", id, "--from", "first"]).complaint(2).starts_with("wallet: --from: A place in the feed")
    );
    let nowhere = cli(folder.path(), &["webhooks", "list", "--database-url", "sqlite:other.db"]);
    assert_eq!(nowhere.complaint(1), "wallet: there is no database at other.db; `wallet migrate` makes one");
}

#[test]
fn what_is_wrong_with_an_alert_is_said_in_a_sentence() {
    let folder = folder();
    drop(Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"])));
    let put = |arguments: &[&str]| cli(folder.path(), &[&["alerts", "put", "low"], arguments].concat());
    let gold = ["--asset", "GOLD_COINS"];
    for (arguments, code, begin) in [
        (&["--all", "--below", "0"][..], 2, "wallet: `below` is an amount in minor units from 1 to 9007199254740991."),
        (&["--all", "--above", "9007199254740991"], 2, "wallet: `above` is an amount in minor units from 0 to "),
        (&["--owner", "two words", "--below", "5"], 2, "wallet: --owner: "),
        (&["--owner", "system:treasury", "--below", "5"], 2, "wallet: An alert watches players' wallets, and "),
    ] {
        let complaint = put(&[&gold, arguments].concat());
        assert!(complaint.complaint(code).starts_with(begin), "{}", complaint.stderr);
    }
    let unknown = put(&["--asset", "RUBIES", "--all", "--below", "5"]);
    assert_eq!(unknown.complaint(1), "wallet: There is no asset RUBIES.");
    for arguments in [&["--below", "5"][..], &["--all", "--owner", "p1", "--below", "5"], &["--all"]] {
        let done = put(&[&gold, arguments].concat());
        assert!(done.code == Some(2) && done.stderr.contains("Usage:"), "{}", done.stderr);
    }
    assert_eq!(cli(folder.path(), &["alerts", "delete", "low"]).complaint(1), "wallet: There is no alert low.");
    let bad = cli(folder.path(), &["alerts", "delete", "Low"]);
    assert!(bad.complaint(2).starts_with("wallet: ID: An alert's id is 1 to 50 lower-case letters"), "{}", bad.stderr);
    assert_eq!(cli(folder.path(), &["alerts", "list"]).success(), "id  asset  owner  watches since  line\n");
}

#[test]
fn a_ping_tells_what_it_was_answered() {
    let folder = migrated();
    let receiver = Receiver::start();
    let id = create(folder.path(), &receiver.url());
    let ping = || cli(folder.path(), &["webhooks", "ping", &id]);
    let good = ping().success();
    assert!(good.starts_with("ping.") && good.contains(" was answered 204 after "), "{good}");
    let taken = receiver.taken();
    assert!(taken[0].signature.starts_with("v1,") && taken[0].json()["type"] == "webhook.ping", "{taken:?}");
    receiver.answer_with(500);
    let bad = ping();
    assert_eq!(bad.code, Some(1));
    assert!(bad.stdout.contains("was answered 500 after ") && bad.stderr.is_empty(), "{}", bad.stdout);
    let nobody = create(folder.path(), "http://127.0.0.1:9/hook");
    let bad = cli(folder.path(), &["webhooks", "ping", &nobody]);
    assert_eq!(bad.code, Some(1));
    assert!(bad.stdout.contains(" was not answered: connection_failed: "), "{}", bad.stdout);
}

#[test]
fn webhooks_are_made_and_changed_beside_a_server_that_delivers() {
    let folder = folder();
    live_beside(&|arguments| wallet(folder.path(), arguments));
}

#[test]
fn webhooks_of_a_database_are_made_and_changed_beside_a_server_that_delivers() {
    let (database, folder) = seeded_database();
    live_beside(&|arguments| database.wallet(folder.path(), arguments));
}

#[test]
fn a_server_that_is_told_to_stop_waits_for_the_answer_to_a_delivery() {
    let folder = folder();
    let start = || Server::start(wallet(folder.path(), &["serve", "--port", "0"]).envs(OPEN));
    let server = start();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    create(folder.path(), &format!("http://{}/hook", listener.local_addr().expect("it is bound")));
    let (note, came) = channel();
    std::thread::spawn(move || {
        receiver::serve(&listener, move |delivered| {
            drop(note.send(delivered.id));
            // As long as a slow receiver takes.
            std::thread::sleep(Duration::from_secs(3));
            204
        });
    });
    let spend = |server: &Server, key: &str| {
        let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
        assert_eq!(server.post("/v1/spends", key, body).0, 201);
    };
    spend(&server, "a");
    let first = came.recv_timeout(PATIENCE).expect("it comes");
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    let server = start();
    spend(&server, "b");
    assert_ne!(came.recv_timeout(PATIENCE).expect("the next one comes"), first, "it came again");
    drop(server);
}

/// The life of a webhook, by commands beside a server.
fn live_beside(command: &dyn Fn(&[&str]) -> Command) {
    let server = Server::start(command(&["serve", "--port", "0"]).envs(OPEN));
    let cli = |arguments: &[&str]| run(command(arguments).envs(OPEN));
    let receiver = Receiver::start();
    let spend = |key: &str, amount: u64| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#);
        assert_eq!(server.post("/v1/spends", key, &body).0, 201);
    };
    let url = receiver.url();
    let types = "spend.posted,wallet.below";
    let new = parsed(cli(&["webhooks", "create", "--url", &url, "--types", types, "--format", "json"]));
    let id = new["webhook"]["id"].as_str().expect("an id").to_owned();
    let webhooks = |action: &str, more: &[&str]| cli(&[&["webhooks", action, &id], more].concat());
    let put = cli(&["alerts", "put", "low", "--asset", "GOLD_COINS", "--all", "--below", "100"]).success();
    assert!(put.starts_with("alert low watches since 2"), "{put}");
    assert_eq!(parsed(cli(&["alerts", "list", "--format", "json"]))[0]["below"], 100);

    spend("a", 10);
    // user_001 has 490 left: the next one crosses the line.
    spend("b", 450);
    let taken = receiver.wait_until("both and the alert", |taken| taken.len() == 3);
    let types: Vec<Value> = taken.iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(types, ["spend.posted", "spend.posted", "wallet.below"]);

    let state = || parsed(webhooks("show", &["--format", "json"]));
    wait_until("three are delivered", || state()["progress"]["delivered"] == 3);
    let rows = webhooks("deliveries", &[]).success();
    assert!(rows.contains(&taken[0].id) && rows.contains("  204  "), "{rows}");
    assert_eq!(webhooks("deliveries", &["--parked", "--format", "json"]).success(), "[]\n");
    assert!(webhooks("ping", &[]).success().contains("was answered 204"));

    webhooks("pause", &[]).success();
    // The server looks once a second.
    let round = Cell::new(0);
    wait_until("the server has stopped", || {
        let before = receiver.taken().len();
        round.set(round.get() + 1);
        spend(&format!("paused-{}", round.get()), 1);
        std::thread::sleep(Duration::from_millis(300));
        receiver.taken().len() == before
    });
    let before = receiver.taken().len();
    webhooks("resume", &[]).success();
    receiver.wait_until("what was kept back", |taken| taken.len() > before);

    webhooks("pause", &[]).success();
    let waits = webhooks("replay", &["--from", "1.0"]);
    assert_eq!(waits.complaint(0), format!("it is paused: nothing is sent before `wallet webhooks resume {id}`"));
    webhooks("replay", &["--stop"]).success();
    webhooks("resume", &[]).success();
    let first = &taken[0].id;
    let again = webhooks("replay", &["--from", first, "--to", first]).success();
    assert!(again.starts_with(&format!("webhook {id} replays {first} to {first}; ")), "{again}");
    let twice = |taken: &[harness::receiver::Delivered]| taken.iter().filter(|it| it.id == *first).count() == 2;
    receiver.wait_until("the replay", twice);
    wait_until("the replay is over", || state().get("replay").is_none());
    assert_eq!(cli(&["alerts", "delete", "low"]).success(), "alert low is deleted\n");
    webhooks("delete", &[]).success();
    assert_eq!(cli(&["webhooks", "list", "--format", "json"]).success(), "[]\n");
}

/// Asks again and again.
#[track_caller]
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
