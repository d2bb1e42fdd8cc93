//! The same interface over the embedded store: what differs would be the store's, and nothing may.

use std::sync::Arc;

use wallet_domain::testing::{SetClock, asset, asset_named, bonus, mint, owner};
use wallet_domain::{Ledger, Registry};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

use crate::server::{Parts, TestServer};
use harness::http::Request;

/// The demo in a SQLite file, in the state that `demo_ledger` has in memory.
pub(crate) fn sqlite(path: &std::path::Path) -> TestServer {
    let config = SqliteConfig::at(path);
    wallet_sqlite::migrate(&config).expect("a new file");
    let ledger = SqliteLedger::open(config, Arc::new(SetClock::at(1_700_000_000_000_000))).expect("a migrated file");
    let ledger = Arc::new(ledger);
    let opening = async {
        for code in ["GOLD_COINS", "DIAMONDS"] {
            ledger.create_asset(&asset_named(code)).await.expect("the store works");
            for player in ["user_001", "user_002"] {
                ledger.open_wallet(&owner(player), &asset(code)).await.expect("the store works");
            }
        }
        let commands = [mint("GOLD_COINS", 1500, "demo mint"), bonus("user_001", "GOLD_COINS", 500, "demo grant")];
        ledger.execute(&commands).await.expect("the store works");
    };
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(opening);
    TestServer::start(Parts { verifier: ledger.clone(), ..Parts::of(&ledger) })
}

#[test]
fn the_embedded_store_answers_byte_for_byte_as_memory_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let (stored, modelled) = (sqlite(&folder.path().join("wallet.db")), TestServer::demo());
    let spend = |amount: &str| {
        Request::post("/v1/spends", &format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#))
    };
    let detailed = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":5,"payment_ref":"pay ä","description":"d","metadata":{"b":1.10,"a":[null,{"c":1e400}]}}"#;
    let batch = r#"{"commands":[{"flow":"mint","idempotency_key":"m","asset":"DIAMONDS","amount":9},{"flow":"bonus","idempotency_key":"n","owner":"user_002","asset":"DIAMONDS","amount":9},{"flow":"bonus","idempotency_key":"o","owner":"user_002","asset":"DIAMONDS","amount":9}]}"#;
    let openings = r#"{"wallets":[{"owner":"user_003","asset":"GOLD_COINS"},{"owner":"user_004","asset":"DIAMONDS"},{"owner":"user_004","asset":"DIAMONDS"},{"owner":"user_004","asset":"NOPE"},{"owner":"system:x","asset":"DIAMONDS"}]}"#;
    let requests = [
        spend("30").key("a"),
        spend("30").key("a"),
        spend("31").key("a"),
        spend("471").key("b"),
        spend("471").key("b"),
        spend("0").key("c"),
        Request::post("/v1/top-ups", detailed).key("d"),
        Request::post("/v1/top-ups", &detailed.replace("1e400", "1e300")).key("d"),
        Request::post("/v1/top-ups", &detailed.replace("1e400", "1e300")).key("d"),
        Request::post("/v1/batches", batch),
        Request::post("/v1/batches", batch),
        Request::new("PUT", "/v1/wallets/user_003/GOLD_COINS"),
        Request::new("PUT", "/v1/wallets/user_003/GOLD_COINS"),
        Request::new("PUT", "/v1/wallets/user_003/NOPE"),
        Request::post("/v1/wallets", openings),
        Request::post("/v1/wallets", openings),
        Request::post("/v1/assets", r#"{"code":"NEW","name":"New","description":"d"}"#),
        Request::post("/v1/assets", r#"{"code":"NEW","name":"Old"}"#),
        Request::get("/v1/wallets/user_001"),
        Request::get("/v1/wallets/user_001/GOLD_COINS"),
        Request::get("/v1/wallets/user_001/GOLD_COINS/entries"),
        Request::get("/v1/wallets/user_001/GOLD_COINS/entries?limit=2"),
        Request::get("/v1/transactions?owner=user_001&idempotency_key=b"),
        Request::get("/v1/transactions?owner=user_001&idempotency_key=d"),
        Request::get("/v1/transactions?owner=system:treasury&idempotency_key=m"),
        Request::get("/v1/transactions?from=2023-11-01&to=2023-11-30&limit=3&owner=user_001"),
        Request::get("/v1/transactions?from=2023-11-01&to=2023-11-30&metadata.b=1.10&status=posted"),
        Request::get("/v1/wallets?prefix=user_&limit=3"),
        Request::get("/v1/wallets?asset=GOLD_COINS&min_balance=1"),
        Request::get("/v1/assets"),
        Request::get("/wallet/balance/user_001"),
        Request::get("/health/ready"),
    ];
    for request in requests {
        let (found, expected) = (stored.send(&request), modelled.send(&request));
        assert_eq!((found.status, found.text()), (expected.status, expected.text()), "{}", request.target);
        for name in ["idempotent-replayed", "etag", "retry-after"] {
            assert_eq!(found.header(name), expected.header(name), "{} {name}", request.target);
        }
    }
    let audit = stored.get("/v1/audit").expect(200);
    assert_eq!(audit["assets"], modelled.get("/v1/audit").expect(200)["assets"]);
    assert_eq!(audit["last_verification"], serde_json::Value::Null);
}

#[test]
fn what_was_answered_is_there_for_the_next_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wallet.db");
    let request = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#).key("k");
    let first = sqlite(&path).send(&request);
    let second = sqlite(&path).send(&request);
    assert_eq!((first.status, first.text(), second.is_replay()), (201, second.text(), true));
}
