//! Holds over HTTP: made, captured in parts, released, over.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::{SetClock, owner};
use wallet_domain::{IdempotencyKey, TransactionId};

use crate::server::{GatedLedger, Parts, TestServer, demo_ledger_at};
use harness::http::Request;

const NOW: i64 = 1_700_000_000_000_000;

/// A server whose clock the test sets: the store's and the service's are one.
fn with_a_clock() -> (TestServer, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(NOW));
    let mut parts = Parts::of(&demo_ledger_at(clock.clone()));
    parts.clock = clock.clone();
    (TestServer::start(parts), clock)
}

fn id_of(key: &str) -> String {
    TransactionId::of(&owner("user_001"), &IdempotencyKey::new(key).expect("a key")).to_string()
}

fn hold(server: &TestServer, key: &str, amount: u64) -> Value {
    let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount},"expires_in_s":60}}"#);
    server.post("/v1/holds", key, &body).expect(201)
}

fn figures(server: &TestServer) -> (i64, i64, i64) {
    let wallet = server.get("/v1/wallets/user_001/GOLD_COINS").expect(200);
    let figure = |name: &str| wallet[name].as_i64().expect("a number");
    (figure("balance"), figure("held"), figure("available"))
}

#[test]
fn a_hold_tells_what_it_keeps_and_until_when() {
    let (server, _) = with_a_clock();
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30,"reference":"order_77","description":"a hat"}"#;
    let answer = server.post("/v1/holds", "h", body);
    assert_eq!(
        answer.expect(201),
        json!({
            "id": id_of("h"),
            "flow": "hold",
            "status": "posted",
            "owner": "user_001",
            "asset": "GOLD_COINS",
            "amount": 30,
            "balance": 500,
            "held": 30,
            "available": 470,
            "debt": 0,
            "remaining": 30,
            "expires_at": "2023-11-14T22:28:20.000000Z",
            "idempotency_key": "h",
            "reference": "order_77",
            "description": "a hat",
            "metadata": null,
            "actor": {"name": "anyone"},
            "created_at": "2023-11-14T22:13:20.000000Z",
            "entries": [],
        })
    );
    let again = server.post("/v1/holds", "h", body);
    assert!(again.is_replay());
    assert_eq!(again.body, answer.body, "a replay is the same, byte for byte");
    assert_eq!(figures(&server), (500, 30, 470));
    let short = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":471}"#;
    let problem = server.post("/v1/spends", "s", short).problem(402, "insufficient_funds");
    assert_eq!((&problem["available"], &problem["required"]), (&json!(470), &json!(471)));
}

#[test]
fn a_hold_is_captured_in_parts_and_shown_with_all_that_was_done() {
    let (server, _) = with_a_clock();
    let made = hold(&server, "h", 100);
    let target = format!("/v1/holds/{}", made["id"].as_str().expect("an id"));
    let part = server.post(&format!("{target}/capture"), "c1", r#"{"amount":40}"#).expect(201);
    assert_eq!(
        (&part["flow"], &part["amount"], &part["remaining"], &part["hold"]),
        (&json!("capture"), &json!(40), &json!(60), &made["id"])
    );
    assert_eq!((&part["balance"], &part["held"], &part["available"]), (&json!(460), &json!(60), &json!(400)));
    let too_much = server.post(&format!("{target}/capture"), "c2", r#"{"amount":61}"#);
    assert_eq!(too_much.problem(409, "capture_exceeds_hold")["remaining"], 60);
    let last = server.post(&format!("{target}/capture"), "c3", r#"{"amount":10,"final":true}"#).expect(201);
    assert_eq!((&last["amount"], &last["remaining"], &last["held"]), (&json!(10), &json!(0), &json!(0)));
    server.post(&format!("{target}/release"), "r", "{}").problem(409, "hold_settled");
    assert_eq!(figures(&server), (450, 0, 450));

    let shown = server.get(&target).expect(200);
    assert_eq!(
        (&shown["status"], &shown["amount"], &shown["captured"], &shown["remaining"]),
        (&json!("settled"), &json!(100), &json!(50), &json!(0))
    );
    let keys = shown["transactions"].as_array().expect("a list").iter().map(|it| &it["idempotency_key"]);
    let mut keys: Vec<&str> = keys.map(|key| key.as_str().expect("a key")).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["c1", "c2", "c3", "r"], "refused ones too");
}

#[test]
fn what_is_left_of_a_hold_is_captured_or_released_without_saying_how_much() {
    let (server, _) = with_a_clock();
    let (one, two) = (hold(&server, "one", 30), hold(&server, "two", 50));
    let at = |made: &Value, what: &str| format!("/v1/holds/{}/{what}", made["id"].as_str().expect("an id"));
    let captured = server.post(&at(&one, "capture"), "c", "{}").expect(201);
    assert_eq!((&captured["amount"], &captured["balance"]), (&json!(30), &json!(470)));
    let released = server.post(&at(&two, "release"), "r", r#"{"description":"sold out"}"#).expect(201);
    assert_eq!(
        (&released["flow"], &released["amount"], &released["hold"]),
        (&json!("release"), &json!(50), &two["id"])
    );
    assert_eq!(figures(&server), (470, 0, 470));
    assert!(server.post(&at(&two, "release"), "r", r#"{"description":"sold out"}"#).is_replay());
    server.post(&at(&two, "release"), "another", "{}").problem(409, "hold_settled");
}

#[test]
fn a_hold_whose_time_is_over_holds_nothing_and_cannot_be_captured() {
    let (server, clock) = with_a_clock();
    let made = hold(&server, "h", 100);
    let target = format!("/v1/holds/{}", made["id"].as_str().expect("an id"));
    clock.set(NOW + 60_000_000);
    assert_eq!(figures(&server), (500, 0, 500));
    let shown = server.get(&target).expect(200);
    assert_eq!((&shown["status"], &shown["remaining"]), (&json!("expired"), &json!(0)));
    assert_eq!(server.get("/v1/wallets/user_001/GOLD_COINS/holds").expect(200)["data"], json!([]));
    server.post(&format!("{target}/capture"), "late", "{}").problem(409, "hold_expired");
    server.post(&format!("{target}/release"), "late-too", "{}").problem(409, "hold_expired");
    let shown = server.get(&target).expect(200);
    let flows = shown["transactions"].as_array().expect("a list").iter().map(|it| it["flow"].as_str());
    assert_eq!(flows.filter(|flow| *flow == Some("expire")).count(), 1, "it was recorded, once");
}

#[test]
fn the_sweeper_records_what_is_over() {
    let (server, clock) = with_a_clock();
    for key in ["a", "b", "c"] {
        hold(&server, key, 10);
    }
    clock.set(NOW + 60_000_000);
    assert_eq!(server.sweep(), 3);
    assert_eq!(server.sweep(), 0);
    let shown = server.get(&format!("/v1/holds/{}", id_of("a"))).expect(200);
    assert_eq!(shown["transactions"][0]["flow"], "expire");
    assert_eq!(figures(&server), (500, 0, 500));
}

#[test]
fn holds_that_end_together_are_ended_a_few_at_a_commit() {
    let clock = Arc::new(SetClock::at(NOW));
    let ledger = demo_ledger_at(clock.clone());
    let (gate, batches) = GatedLedger::before(ledger.clone());
    gate.open();
    let server = TestServer::start(Parts { ledger: gate, clock: clock.clone(), ..Parts::of(&ledger) });
    for number in 0..120 {
        hold(&server, &format!("h{number}"), 1);
    }
    clock.set(NOW + 3_600_000_000);
    batches.try_iter().count();
    let ended = server.sweep();
    let sizes: Vec<usize> = batches.try_iter().collect();
    assert_eq!((ended, sizes.iter().sum::<usize>()), (120, 120));
    assert!(sizes.iter().all(|size| *size <= 50), "{sizes:?}");
    assert_eq!(figures(&server), (500, 0, 500));
}

#[test]
fn the_open_holds_of_a_wallet_come_in_pages_in_the_order_in_which_they_end() {
    let (server, _) = with_a_clock();
    for (key, seconds) in [("late", 300), ("early", 100), ("between", 200)] {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":5,"expires_in_s":{seconds}}}"#);
        server.post("/v1/holds", key, &body).expect(201);
    }
    let target = "/v1/wallets/user_001/GOLD_COINS/holds";
    let first = server.get(&format!("{target}?limit=2")).expect(200);
    let ids =
        |page: &Value| page["data"].as_array().expect("a list").iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), [id_of("early"), id_of("between")]);
    let cursor = first["next_cursor"].as_str().expect("there is more");
    let second = server.get(&format!("{target}?limit=2&cursor={cursor}")).expect(200);
    assert_eq!((ids(&second), &second["next_cursor"]), (vec![json!(id_of("late"))], &Value::Null));
    server.get(&format!("{target}?cursor=AQAAAAAAAAAB")).problem(400, "invalid_cursor");
    let other = target.replace("user_001", "user_002");
    server.get(&format!("{other}?cursor={cursor}")).problem(400, "invalid_cursor");
    server.get(&format!("{target}?limit=201")).problem(400, "invalid_limit");
    server.get("/v1/wallets/nobody/GOLD_COINS/holds").problem(404, "wallet_not_found");
}

#[test]
fn a_hold_lasts_1_second_to_7_days() {
    let (server, _) = with_a_clock();
    for bad in ["0", "604801", "1.0", "-1", "\"60\"", "99999999999"] {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":5,"expires_in_s":{bad}}}"#);
        server.post("/v1/holds", "h", &body).problem(400, "invalid_expiry");
    }
    for (key, good) in [("a", "1"), ("b", "604800"), ("c", "null")] {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":5,"expires_in_s":{good}}}"#);
        server.post("/v1/holds", key, &body).expect(201);
    }
}

#[test]
fn what_is_no_hold_is_not_found_and_uses_no_key() {
    let (server, _) = with_a_clock();
    let spend = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#;
    let bought = server.post("/v1/spends", "s", spend).expect(201);
    server
        .post("/v1/holds", "refused", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":900}"#)
        .problem(402, "insufficient_funds");
    for id in [bought["id"].as_str().expect("an id"), &id_of("refused"), &id_of("never"), "nonsense"] {
        for what in ["capture", "release"] {
            server.post(&format!("/v1/holds/{id}/{what}"), "k", "{}").problem(404, "hold_not_found");
        }
        server.get(&format!("/v1/holds/{id}")).problem(404, "hold_not_found");
    }
    server.post("/v1/spends", "k", spend).expect(201);
}

#[test]
fn a_dry_run_of_each_order_tells_what_would_be_and_leaves_nothing() {
    let (server, _) = with_a_clock();
    let made = hold(&server, "h", 100);
    let target = format!("/v1/holds/{}", made["id"].as_str().expect("an id"));
    let tried = |target: &str, key: &str, body: &str| {
        let answer = server.send(&Request::post(&format!("{target}?dry_run=true"), body).key(key));
        assert_eq!(answer.header("dry-run"), Some("true"));
        answer.expect(201)
    };
    assert_eq!(tried(&format!("{target}/capture"), "c", r#"{"amount":40}"#)["remaining"], 60);
    assert_eq!(tried(&format!("{target}/release"), "r", "{}")["held"], 0);
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":400}"#;
    assert_eq!(tried("/v1/holds", "n", body)["held"], 500);
    assert_eq!(figures(&server), (500, 100, 400));
    assert_eq!(server.get(&target).expect(200)["transactions"], json!([]));
    server.post(&format!("{target}/capture"), "c", r#"{"amount":1}"#).expect(201);
}
