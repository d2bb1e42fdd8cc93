//! The same commands on PostgreSQL.

use harness::cluster::free_port;
use harness::database::Database;
use harness::process::{Server, folder, run, wallet};
use tempfile::TempDir;

/// A database that holds the demo data, and a folder to run in.
pub(crate) fn seeded_database() -> (Database, TempDir) {
    let (database, folder) = (Database::create(), folder());
    run(&mut database.wallet(folder.path(), &["migrate"])).success();
    run(&mut database.wallet(folder.path(), &["seed"])).success();
    (database, folder)
}

#[test]
fn a_database_is_migrated_seeded_served_and_verified() {
    let (database, folder) = (Database::create(), folder());
    let migrated = run(&mut database.wallet(folder.path(), &["migrate"])).success();
    assert!(migrated.contains(": applied V"), "{migrated}");
    let again = run(&mut database.wallet(folder.path(), &["migrate"])).success();
    assert!(again.ends_with(": the schema is up to date\n"), "{again}");

    let seeded = run(&mut database.wallet(folder.path(), &["seed"])).success();
    assert!(seeded.ends_with("seed demo: added 3 assets, 6 wallets, 3 mints, 6 grants\n"), "{seeded}");
    let again = run(&mut database.wallet(folder.path(), &["seed"])).success();
    assert!(again.starts_with("seed demo: added nothing: "), "{again}");

    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.get("/health/ready").0, 200);
    assert_eq!(server.balance("system:treasury", "LOYALTY_POINTS"), 100_000);
    let spend = r#"{"owner":"user_002","asset":"DIAMONDS","amount":2}"#;
    assert_eq!(server.post("/v1/spends", "a", spend).0, 201);
    assert_eq!(server.balance("user_002", "DIAMONDS"), 3);
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");

    let verified = run(&mut database.wallet(folder.path(), &["verify"])).success();
    assert!(verified.contains("10 transactions") && verified.ends_with("every invariant holds\n"), "{verified}");
}

#[test]
fn keys_are_kept_in_the_database_that_servers_share() {
    let (database, folder) = (Database::create(), folder());
    run(&mut database.wallet(folder.path(), &["migrate"])).success();
    let create = ["keys", "create", "--name", "shop", "--scopes", "read,operate"];
    let key = run(&mut database.wallet(folder.path(), &create)).success();
    let key = key.trim_end();
    let id = key.split('_').nth(1).expect("wlt, the id, the secret");
    let mut serve = database.wallet(folder.path(), &["serve", "--port", "0"]);
    let server = Server::start(serve.env("WALLET__AUTH__REQUIRED", "true"));
    assert_eq!([server.get("/v1/audit").0, server.get_with("/v1/audit", key).0], [401, 200]);
    assert_eq!(server.get_with("/v1/audit", &key.replace("wlt_", "wlt_0")).0, 401);
    let revoked = run(&mut database.wallet(folder.path(), &["keys", "revoke", id])).success();
    assert!(revoked.contains("is revoked"), "{revoked}");
    let listed = run(&mut database.wallet(folder.path(), &["keys", "list"])).success();
    assert!(listed.contains(id) && !listed.contains(&key[17..]), "{listed}");
    drop(server);
    // A server that has not read it yet knows at once.
    let mut serve = database.wallet(folder.path(), &["serve", "--port", "0"]);
    let server = Server::start(serve.env("WALLET__AUTH__REQUIRED", "true"));
    assert_eq!(server.get_with("/v1/audit", key).0, 401);
}

#[test]
fn serve_migrates_a_database_and_leaves_it_without_demo_data() {
    let (database, folder) = (Database::create(), folder());
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    let (status, body) = server.get("/wallet/balance/user_001");
    assert_eq!((status, body["balances"].as_array().map(Vec::len)), (200, Some(0)));
}

#[test]
fn serve_puts_the_demo_data_into_a_new_database_if_that_is_asked_for() {
    let (database, folder) = (Database::create(), folder());
    let serve = || database.wallet(folder.path(), &["serve", "--port", "0", "--seed"]);
    let server = Server::start(&mut serve());
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 500);
    let spend = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;
    assert_eq!(server.post("/v1/spends", "a", spend).0, 201);
    server.terminate();
    let (status, log) = server.wait();
    assert!(status.success() && log.contains("has got the demo data: added 3 assets"), "{log}");
    assert_eq!(Server::start(&mut serve()).balance("user_001", "GOLD_COINS"), 470, "it comes only once");
}

#[test]
fn verify_names_what_is_broken_in_a_database() {
    let (database, folder) = seeded_database();
    database.execute("UPDATE wallets SET balance = balance + 1 WHERE owner = 'user_001'");
    let done = run(&mut database.wallet(folder.path(), &["verify"]));
    assert_eq!(done.code, Some(1), "{}{}", done.stdout, done.stderr);
    let named = done.stdout.lines().any(|line| line.starts_with("invariant 2") && line.contains("user_001"));
    assert!(named, "{}", done.stdout);
}

#[test]
fn a_server_that_is_down_at_the_start_is_waited_for_and_then_named() {
    let folder = folder();
    let port = free_port().expect("one is free");
    let done = run(wallet(folder.path(), &["serve", "--port", "0"])
        .env("DATABASE_URL", format!("postgres://me:hunter2@127.0.0.1:{port}/wallet"))
        .env("WALLET__STORE__START_WAIT_S", "2"));
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.stderr.contains("trying again"), "{}", done.stderr);
    let reason = done.stderr.lines().last().expect("a last line");
    assert!(reason.starts_with(&format!("wallet: postgres://127.0.0.1:{port}/wallet: ")), "{reason}");
    assert!(reason.contains("Connection refused"), "{reason}");
    assert!(!done.stderr.contains("hunter2"), "{}", done.stderr);
}
