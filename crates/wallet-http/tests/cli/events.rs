//! `wallet events`: what it prints, and what it does while its database is away.

use std::sync::mpsc::channel;

use harness::PATIENCE;
use harness::process::{Process, Server, run, wallet};
use harness::proxy::Proxy;
use serde_json::Value;

use crate::postgres::seeded_database;

#[test]
fn a_follower_outlasts_an_outage_of_the_database_and_misses_nothing() {
    let (database, folder) = seeded_database();
    let all = run(&mut database.wallet(folder.path(), &["events"])).success();
    let proxy = Proxy::start(database.address()).expect("a proxy");
    let mut follow = wallet(folder.path(), &["events", "--follow"]);
    let (said, heard) = channel();
    let hear = move |line| drop(said.send(line));
    let mut follower =
        Process::hear(follow.env("DATABASE_URL", database.url_by(proxy.address)), hear).expect("started");
    let before: Vec<String> = all.lines().map(|_| follower.next_line().expect("an event")).collect();
    assert_eq!(before, all.lines().collect::<Vec<_>>());

    proxy.close(true);
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    let told = heard.recv_timeout(PATIENCE).expect("it says that the database is away");
    assert!(told.starts_with("wallet: ") && told.ends_with("it is tried again until a signal comes"), "{told}");
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    let spend = r#"{"owner":"user_002","asset":"DIAMONDS","amount":2}"#;
    assert_eq!(server.post("/v1/spends", "meanwhile", spend).0, 201);
    proxy.close(false);
    let event: Value = serde_json::from_str(&follower.next_line().expect("the event")).expect("JSON");
    assert_eq!(
        (&event["type"], &event["data"]["transaction"]["idempotency_key"]),
        (&"spend.posted".into(), &"meanwhile".into())
    );
    follower.terminate();
    assert!(follower.wait().success());
    assert_eq!(follower.rest_of_output(), Vec::<String>::new());
    assert_eq!(heard.iter().collect::<Vec<_>>(), ["wallet: the store is there again"]);

    // Its cursor goes on behind it, and none of another ledger's does.
    let cursor = event["cursor"].as_str().expect("a cursor");
    let after = |cursor: &str| run(&mut database.wallet(folder.path(), &["events", "--after", cursor]));
    assert_eq!(after(cursor).success(), "");
    let of_another = format!("{}.00000000", event["id"].as_str().expect("an id"));
    assert!(after(&of_another).complaint(2).contains("--after: Event "));
}
