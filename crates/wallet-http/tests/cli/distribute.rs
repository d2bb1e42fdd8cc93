//! `wallet distribute`: what it refuses anywhere, and the way of a ledger onto a Citus cluster and back, which
//! `cargo xtask citus --url URL` runs on a cluster that is there.

use harness::database::{Database, nodes_of};
use harness::process::{Server, folder, run, wallet};

use crate::postgres::seeded_database;

#[test]
fn what_cannot_be_distributed_is_refused_in_a_sentence() {
    let (database, folder) = seeded_database();
    let complaint = |shards: &str| {
        run(&mut database.wallet(folder.path(), &["distribute", "--shards", shards])).complaint(1).to_owned()
    };
    for shards in ["0", "65"] {
        assert!(
            complaint(shards)
                .ends_with("--shards must be from 1 to 64: a shard is a lane, and a ledger has no more lanes")
        );
    }
    assert!(complaint("8").contains("on PostgreSQL without Citus: make it the coordinator of a Citus cluster first"));
    let embedded = ["--database-url", "sqlite:wallet.db", "distribute", "--shards", "8"];
    let refused = run(&mut wallet(folder.path(), &embedded));
    assert!(refused.complaint(1).ends_with("copy it into PostgreSQL first, with `wallet copy`"), "{}", refused.stderr);
    assert!(!folder.path().join("wallet.db").exists(), "it makes no store");
}

#[test]
#[ignore = "needs a Citus cluster: `cargo xtask citus --url URL` runs it"]
fn a_ledger_goes_onto_a_cluster_is_served_there_and_comes_back() {
    let (database, folder) = (Database::create_joined(), folder());
    let wallet_of = |url: &str, arguments: &[&str]| {
        let mut command = wallet(folder.path(), arguments);
        command.env("DATABASE_URL", url);
        run(&mut command)
    };
    // Nothing is migrated on a worker.
    let worker = nodes_of(&database.url()).expect("the cluster is there").swap_remove(1);
    for arguments in [&["migrate"][..], &["serve", "--port", "0"], &["verify"], &["distribute", "--shards", "8"]] {
        let refused = wallet_of(&worker, arguments);
        // `serve` has a log line before it.
        let told = refused.stderr.trim_end();
        assert_eq!(refused.code, Some(1), "{told}");
        assert!(
            told.ends_with("this is a worker of a Citus cluster: give the URL of the cluster's coordinator"),
            "{told}"
        );
    }
    assert_eq!(
        harness::database::ask(&worker, "SELECT relname::text FROM pg_class WHERE relname = 'refinery_schema_history'"),
        [""; 0]
    );

    let url = database.url();
    wallet_of(&url, &["migrate"]).success();
    wallet_of(&url, &["seed"]).success();
    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    let spend = r#"{"owner":"user_002","asset":"DIAMONDS","amount":2}"#;
    let (status, first) = server.post("/v1/spends", "a", spend);
    assert_eq!(status, 201, "{first}");
    let refused = wallet_of(&url, &["distribute", "--shards", "8"]);
    let told = refused.complaint(1);
    assert!(
        told.contains("is not distributed, and is as it was:")
            && told.contains("other sessions use the database (wallet"),
        "{told}"
    );
    server.terminate();
    server.wait();

    let planned = wallet_of(&url, &["distribute", "--shards", "8", "--dry-run"]).success();
    assert!(planned.contains("8 shards by stripe_key") && planned.ends_with("nothing was changed\n"), "{planned}");
    let done = wallet_of(&url, &["distribute", "--shards", "8"]).success();
    assert!(done.ends_with("every invariant holds\n"), "{done}");
    let again = wallet_of(&url, &["distribute", "--shards", "8"]);
    assert!(again.complaint(1).ends_with("the ledger is distributed already, over 8 shards"), "{}", again.stderr);
    assert!(wallet_of(&url, &["migrate"]).success().ends_with("the schema is up to date\n"));

    let server = Server::start(&mut database.wallet(folder.path(), &["serve", "--port", "0"]));
    let (_, replayed) = server.post("/v1/spends", "a", spend);
    assert_eq!(replayed["id"], first["id"], "{replayed}");
    assert_eq!(server.post("/v1/spends", "b", spend).0, 201);
    assert_eq!(server.balance("user_002", "DIAMONDS"), 1);
    server.terminate();
    server.wait();
    wallet_of(&url, &["verify"]).success();

    let copied = wallet_of(&url, &["copy", "--from", &url, "--to", "sqlite:back.db"]).success();
    assert!(copied.contains("both sides were read again and are the same"), "{copied}");
    let other = Database::create_joined();
    wallet_of(&other.url(), &["migrate"]).success();
    wallet_of(&other.url(), &["distribute", "--shards", "4"]).success();
    let copied = wallet_of(&url, &["copy", "--from", "sqlite:back.db", "--to", &other.url()]).success();
    assert!(copied.ends_with("it can be served\n"), "{copied}");
    let server = Server::start(&mut other.wallet(folder.path(), &["serve", "--port", "0"]));
    assert_eq!(server.balance("user_002", "DIAMONDS"), 1);
    assert_eq!(server.post("/v1/spends", "c", spend).0, 402);
}
