//! Batches that stand or fall together, and dry runs.

use serde_json::{Value, json};

use crate::server::TestServer;
use harness::http::{Request, Response};

fn spend(key: &str, amount: i64) -> Value {
    json!({"flow": "spend", "idempotency_key": key, "owner": "user_001", "asset": "GOLD_COINS", "amount": amount})
}

fn post(server: &TestServer, target: &str, body: &Value) -> Response {
    server.send(&Request::post(target, &body.to_string()))
}

fn balance(server: &TestServer) -> Value {
    server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)["balance"].clone()
}

fn is_dry(response: &Response) -> bool {
    response.header("Dry-Run") == Some("true")
}

#[test]
fn an_atomic_batch_is_posted_whole_and_replayed_whole() {
    let server = TestServer::demo();
    let batch = json!({"atomic": true, "commands": [spend("a", 300), spend("b", 200)]});
    let first = post(&server, "/v1/batches", &batch).expect(200);
    let told = |answer: &Value| -> Vec<(Value, Value, Value)> {
        let results = answer["results"].as_array().expect("results").iter();
        results
            .map(|one| (one["status"].clone(), one["transaction"]["balance"].clone(), one["replayed"].clone()))
            .collect()
    };
    assert_eq!(told(&first), [(json!(201), json!(200), json!(null)), (json!(201), json!(0), json!(null))]);
    let again = post(&server, "/v1/batches", &batch).expect(200);
    assert_eq!(told(&again), [(json!(201), json!(200), json!(true)), (json!(201), json!(0), json!(true))]);
}

#[test]
fn the_first_refusal_undoes_an_atomic_batch_and_its_keys_stay_free() {
    let server = TestServer::demo();
    let batch = json!({"atomic": true, "commands": [spend("a", 300), spend("b", 201), spend("c", 1)]});
    let refused = post(&server, "/v1/batches", &batch).expect(409);
    assert_eq!(
        refused,
        json!({
            "type": "urn:wallet:problem:batch_refused",
            "title": "A command of the batch was refused",
            "status": 409,
            "detail": refused["detail"],
            "code": "batch_refused",
            "error": refused["detail"],
            "retry_with": "same_key",
            "index": 1,
            "refusal": {
                "type": "urn:wallet:problem:insufficient_funds",
                "title": "The wallet has too little available",
                "status": 402,
                "detail": "The wallet has 200 available and 201 are needed.",
                "code": "insufficient_funds",
                "error": "The wallet has 200 available and 201 are needed.",
                "available": 200,
                "required": 201,
            },
        })
    );
    assert_eq!(balance(&server), 500);
    for key in ["a", "b", "c"] {
        server.get(&format!("/v1/transactions?owner=user_001&idempotency_key={key}")).expect(404);
    }
    let smaller = json!({"atomic": true, "commands": [spend("a", 299), spend("b", 201)]});
    post(&server, "/v1/batches", &smaller).expect(200);
    assert_eq!(balance(&server), 0);
}

#[test]
fn a_value_that_is_not_valid_is_the_problem_of_the_whole_atomic_batch() {
    let server = TestServer::demo();
    let batch = json!({"atomic": true, "commands": [spend("a", 1), spend("b", 0)]});
    let refused = post(&server, "/v1/batches", &batch).expect(400);
    assert_eq!((&refused["code"], &refused["index"]), (&json!("invalid_amount"), &json!(1)));
    assert_eq!(balance(&server), 500);
    let each = json!({"atomic": false, "commands": [spend("a", 1), spend("b", 0)]});
    post(&server, "/v1/batches", &each).expect(200);
    assert_eq!(balance(&server), 499, "without atomic each stands alone");
    let mixed = json!({"atomic": true, "commands": [spend("a", 1), spend("new", 1)]});
    let refused = post(&server, "/v1/batches", &mixed).expect(409);
    assert_eq!((&refused["index"], &refused["refusal"]["code"]), (&json!(0), &json!("idempotency_key_reused")));
}

#[test]
fn a_dry_run_of_a_flow_answers_as_the_real_one_and_leaves_its_key_free() {
    let server = TestServer::demo();
    for (flow, body) in [
        ("/v1/top-ups", json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 5, "payment_ref": "p"})),
        ("/v1/bonuses", json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 5})),
        ("/v1/spends", json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 5})),
        ("/v1/mints", json!({"asset": "GOLD_COINS", "amount": 5})),
        ("/wallet/topup", json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 5})),
        ("/wallet/bonus", json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 5})),
        ("/wallet/spend", json!({"userId": "user_001", "assetCode": "GOLD_COINS", "amount": 5})),
    ] {
        let key = flow.replace('/', "-");
        let before = server.get("/v1/audit").text().to_owned();
        let tried = server.post(&format!("{flow}?dry_run=true"), &key, &body.to_string());
        assert!(is_dry(&tried), "{flow}");
        assert_eq!(server.get("/v1/audit").text(), before, "{flow}");
        let real = server.post(flow, &key, &body.to_string());
        assert!(!is_dry(&real) && !real.is_replay(), "{flow}");
        assert_eq!((tried.status, tried.text()), (real.status, real.text()), "{flow}");
        let replay = server.post(&format!("{flow}?dry_run=true"), &key, &body.to_string());
        assert!(is_dry(&replay) && replay.is_replay(), "{flow}: what a retry would be told");
    }
}

#[test]
fn a_dry_run_that_would_be_refused_says_so_and_records_nothing() {
    let server = TestServer::demo();
    let body = json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 501}).to_string();
    let tried = server.post("/v1/spends?dry_run=true", "k", &body);
    assert!(is_dry(&tried));
    let tried = tried.expect(402);
    assert_eq!((&tried["available"], &tried["retry_with"]), (&json!(500), &json!(null)), "its key is not used up");
    server.get("/v1/transactions?owner=user_001&idempotency_key=k").expect(404);
    for bad in ["dry_run=maybe", "dry_run", "dryrun=true", "dry_run=true&dry_run=true"] {
        let problem = server.post(&format!("/v1/spends?{bad}"), "k", &body).expect(400);
        assert_eq!(problem["code"], "malformed_query", "{bad}");
    }
    assert!(!is_dry(&server.post("/v1/spends?dry_run=false", "k", &body)));
    server.get("/v1/transactions?owner=user_001&idempotency_key=k").expect(200);
}

#[test]
fn a_dry_run_of_a_batch_sees_its_own_effects_and_leaves_none() {
    let server = TestServer::demo();
    let commands = json!([spend("a", 500), spend("b", 1), {
        "flow": "bonus", "idempotency_key": "c", "owner": "user_001", "asset": "GOLD_COINS", "amount": 1
    }, spend("d", 1), spend("e", 0)]);
    let tried = post(&server, "/v1/batches?dry_run=true", &json!({"commands": commands}));
    assert!(is_dry(&tried));
    let statuses: Vec<Value> =
        tried.expect(200)["results"].as_array().expect("results").iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [201, 402, 201, 201, 400]);
    let atomic = post(&server, "/v1/batches?dry_run=true", &json!({"atomic": true, "commands": [spend("a", 501)]}));
    assert!(is_dry(&atomic));
    assert_eq!(atomic.expect(409)["index"], 0);
    assert_eq!(balance(&server), 500);
    let real = post(&server, "/v1/batches", &json!({"commands": commands}));
    // What is refused is recorded only now, so only now does another try need another key.
    assert_eq!(real.text().replace(r#""retry_with":"new_key","#, ""), tried.text());
}

#[test]
fn a_dry_run_opens_and_creates_nothing() {
    let server = TestServer::demo();
    let put = |target: &str| server.send(&Request::new("PUT", target));
    let tried = put("/v1/wallets/new_player/DIAMONDS?dry_run=true");
    assert!(is_dry(&tried));
    let opened = tried.expect(201);
    assert_eq!((&opened["balance"], &opened["version"]), (&json!(0), &json!(0)));
    server.get("/v1/wallets/new_player/DIAMONDS").expect(404);
    assert_eq!(put("/v1/wallets/new_player/DIAMONDS").expect(201), opened);
    put("/v1/wallets/new_player/DIAMONDS?dry_run=true").expect(200);
    put("/v1/wallets/new_player/NOPE?dry_run=true").expect(404);

    let names = json!({"wallets": [
        {"owner": "another", "asset": "DIAMONDS"}, {"owner": "another", "asset": "DIAMONDS"},
        {"owner": "new_player", "asset": "DIAMONDS"}, {"owner": "another", "asset": "NOPE"},
    ]});
    let tried = post(&server, "/v1/wallets?dry_run=true", &names);
    assert!(is_dry(&tried));
    server.get("/v1/wallets/another/DIAMONDS").expect(404);
    assert_eq!(post(&server, "/v1/wallets", &names).text(), tried.text());

    let asset = json!({"code": "TOKENS", "name": "Tokens"});
    let before = server.get("/v1/assets").text().to_owned();
    let tried = post(&server, "/v1/assets?dry_run=true", &asset);
    assert!(is_dry(&tried));
    let created = tried.expect(201);
    assert_eq!(server.get("/v1/assets").text(), before);
    assert_eq!(post(&server, "/v1/assets", &asset).expect(201), created);
    post(&server, "/v1/assets?dry_run=true", &asset).expect(200);
    post(&server, "/v1/assets?dry_run=true", &json!({"code": "TOKENS", "name": "Others"})).expect(409);
}
