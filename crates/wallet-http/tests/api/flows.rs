//! Top-ups, bonuses, spends, mints, batches.

use serde_json::json;

use crate::server::TestServer;
use harness::http::Request;

#[test]
fn a_top_up_a_bonus_and_a_spend_move_the_balance_and_tell_both_legs() {
    let server = TestServer::demo();
    let top_up = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":100,"payment_ref":"pay_1","description":"100 coins","metadata":{"b":[1,2.50],"a":"ä"}}"#;
    let answer = server.post("/v1/top-ups", "t", top_up);
    assert_eq!(
        answer.expect(201),
        json!({
            "id": answer.json()["id"],
            "flow": "top_up",
            "status": "posted",
            "owner": "user_001",
            "asset": "GOLD_COINS",
            "amount": 100,
            "balance": 600,
            "held": 0,
            "available": 600,
            "debt": 0,
            "idempotency_key": "t",
            "reference": "pay_1",
            "description": "100 coins",
            "metadata": {"a": "ä", "b": [1, 2.5]},
            "actor": {"name": "anyone"},
            "created_at": "2023-11-14T22:13:20.000000Z",
            "entries": [
                {"owner": "system:treasury", "asset": "GOLD_COINS", "entry_type": "debit", "amount": -100, "counterparty": "user_001"},
                {"owner": "user_001", "asset": "GOLD_COINS", "entry_type": "credit", "amount": 100, "balance_after": 600, "sequence": 2, "counterparty": "system:treasury"},
            ],
        })
    );
    assert!(answer.text().contains(r#""metadata":{"a":"ä","b":[1,2.5]}"#), "canonical as it is stored");
    assert!(!answer.is_replay());

    let bonus = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":5,"reason":"referral"}"#;
    let bonus = server.post("/v1/bonuses", "b", bonus).expect(201);
    assert_eq!((&bonus["balance"], &bonus["reference"]), (&json!(605), &json!("referral")));

    let spend = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":605}"#;
    let spend = server.post("/v1/spends", "s", spend).expect(201);
    assert_eq!((&spend["balance"], &spend["flow"], &spend["metadata"]), (&json!(0), &json!("spend"), &json!(null)));
    assert_eq!(spend["entries"][1]["owner"], "system:revenue");
}

#[test]
fn a_mint_is_the_treasurys() {
    let server = TestServer::demo();
    let mint = server.post("/v1/mints", "m", r#"{"asset":"DIAMONDS","amount":7,"description":"more"}"#).expect(201);
    assert_eq!((&mint["owner"], &mint["balance"]), (&json!("system:treasury"), &json!(7)));
    assert_eq!(mint["entries"][0]["balance_after"], -7);
    let found = server.get("/v1/transactions?owner=system:treasury&idempotency_key=m").expect(200);
    assert_eq!(found, mint);
}

#[test]
fn a_repeated_request_gets_the_same_bytes_whether_it_was_posted_or_refused() {
    let server = TestServer::demo();
    let posted = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30,"metadata":{"z":1e2,"a":[]}}"#;
    let refused = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":600}"#;
    for (key, body, status) in [("a", posted, 201), ("b", refused, 402)] {
        let first = server.post("/v1/spends", key, body);
        // What happens meanwhile must not show.
        server.post(
            "/v1/bonuses",
            &format!("{key} between").replace(' ', "-"),
            r#"{"owner":"user_001","asset":"GOLD_COINS","amount":100}"#,
        );
        let again = server.post("/v1/spends", key, body);
        assert_eq!((first.status, again.status), (status, status));
        assert_eq!(first.text(), again.text());
        assert_eq!((first.is_replay(), again.is_replay()), (false, true));
        assert_eq!(first.header("content-type"), again.header("content-type"));
    }
    assert_eq!(server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)["balance"], 670);
}

#[test]
fn one_key_from_many_callers_at_once_is_carried_out_once() {
    let server = TestServer::demo();
    let request = Request::post("/v1/spends", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#).key("k");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(|| server.send(&request))).collect();
        callers.into_iter().map(|caller| caller.join().expect("no caller panics")).collect()
    });
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.text() == answers[0].text()));
    assert_eq!(answers.iter().filter(|answer| !answer.is_replay()).count(), 1);
    assert_eq!(server.get("/v1/wallets/user_001/GOLD_COINS").expect(200)["balance"], 470);
}

#[test]
fn a_key_is_the_owners_own_and_means_the_same_on_every_route_of_a_flow() {
    let server = TestServer::demo();
    let one = server.post("/v1/bonuses", "k", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#);
    let two = server.post("/v1/bonuses", "k", r#"{"owner":"user_002","asset":"GOLD_COINS","amount":1}"#);
    assert_eq!((one.status, two.status), (201, 201));
    let seed = r#"{"userId":"user_001","assetCode":"GOLD_COINS","amount":1}"#;
    let seed = server.send(&Request::post("/wallet/bonus", seed).header("X-Idempotency-Key", "k"));
    assert_eq!(seed.expect(200), json!({"transactionId": one.json()["id"], "newBalance": 501}));
    assert!(seed.is_replay());
}

#[test]
fn a_batch_answers_each_command_in_order_and_one_that_is_not_valid_spoils_itself_alone() {
    let server = TestServer::demo();
    let batch = json!({"commands": [
        {"flow": "mint", "idempotency_key": "m", "asset": "DIAMONDS", "amount": 10, "description": "ten"},
        {"flow": "top_up", "idempotency_key": "t", "owner": "user_002", "asset": "DIAMONDS", "amount": 4, "payment_ref": "p"},
        {"flow": "bonus", "idempotency_key": "b", "owner": "user_002", "asset": "DIAMONDS", "amount": 0},
        {"flow": "bonus", "idempotency_key": "b", "owner": "user_002", "asset": "DIAMONDS", "amount": 1, "reason": "r", "metadata": {"a": 1}},
        {"flow": "spend", "idempotency_key": "s", "owner": "user_002", "asset": "DIAMONDS", "amount": 6},
        {"flow": "spend", "idempotency_key": "s", "owner": "user_002", "asset": "DIAMONDS", "amount": 6},
        {"flow": "spend", "idempotency_key": "s", "owner": "user_002", "asset": "DIAMONDS", "amount": 5},
        {"flow": "bonus", "idempotency_key": "b", "owner": "user_002", "asset": "DIAMONDS", "amount": 1, "reason": "r", "metadata": {"a": 1}},
        {"flow": "theft", "idempotency_key": "g", "owner": "user_002", "asset": "DIAMONDS", "amount": 1},
        {"flow": "mint", "idempotency_key": "n", "owner": "user_001", "asset": "DIAMONDS", "amount": 1},
        {"flow": "spend", "idempotency_key": "a b", "owner": "user_002", "asset": "DIAMONDS", "amount": 1},
        {"flow": "bonus", "idempotency_key": "r", "owner": "user_002", "asset": "DIAMONDS", "amount": 1, "reason": ""},
        {"flow": "spend", "idempotency_key": "d", "owner": "user_002", "asset": "DIAMONDS", "amount": 1, "metadata": {"a": "\u{1}"}},
        {"flow": "mint", "idempotency_key": "e", "owner": "system:treasury", "asset": "DIAMONDS", "amount": 1},
    ]});
    let answer = server.send(&Request::post("/v1/batches", &batch.to_string())).expect(200);
    let told: Vec<String> = (answer["results"].as_array().expect("results"))
        .iter()
        .map(|result| {
            let balance = &result["transaction"]["balance"];
            let said = result["problem"]["code"].as_str().map_or(balance.to_string(), str::to_owned);
            let problem = &result["problem"];
            assert!(problem.is_null() || problem["status"] == result["status"], "{result}");
            format!("{} {said}{}", result["status"], if result["replayed"] == true { " replayed" } else { "" })
        })
        .collect();
    assert_eq!(
        told,
        [
            "201 10",
            "201 4",
            "400 invalid_amount",
            "201 5",
            "402 insufficient_funds",
            "402 insufficient_funds replayed",
            "422 idempotency_key_reused",
            "201 5 replayed",
            "400 invalid_flow",
            "400 invalid_owner",
            "400 invalid_idempotency_key",
            "400 invalid_reference",
            "400 invalid_metadata",
            "201 6",
        ]
    );
    assert_eq!(answer["results"][4]["problem"]["available"], 5);
}

#[test]
fn a_command_of_a_batch_is_the_same_as_the_request_alone() {
    let server = TestServer::demo();
    let alone = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30,"description":"sword"}"#;
    let alone = server.post("/v1/spends", "k", alone);
    let batch = r#"{"commands":[{"flow":"spend","idempotency_key":"k","owner":"user_001","asset":"GOLD_COINS","amount":30,"description":"sword"}]}"#;
    let batch = server.send(&Request::post("/v1/batches", batch));
    assert_eq!(
        batch.text(),
        format!(r#"{{"results":[{{"status":201,"replayed":true,"transaction":{}}}]}}"#, alone.text())
    );
}

#[test]
fn a_batch_holds_1_to_10_000_commands() {
    let server = TestServer::demo();
    let batch = |count: usize| {
        let command = |number| json!({"flow": "bonus", "idempotency_key": format!("k{number}"), "owner": "user_002", "asset": "GOLD_COINS", "amount": 1});
        Request::post("/v1/batches", &json!({"commands": (0..count).map(command).collect::<Vec<_>>()}).to_string())
    };
    server.send(&batch(0)).problem(400, "malformed_body");
    server.send(&batch(10_001)).problem(400, "too_many_commands");
    let answer = server.send(&batch(10_000)).expect(200);
    let results = answer["results"].as_array().expect("results");
    let statuses = |status: u16| results.iter().filter(|result| result["status"] == status).count();
    // The treasury holds 1,000.
    assert_eq!((results.len(), statuses(201), statuses(409)), (10_000, 1000, 9000));
}

#[test]
fn a_batch_that_cannot_be_read_names_the_command_and_does_nothing() {
    let server = TestServer::demo();
    let good = r#"{"flow":"bonus","idempotency_key":"k","owner":"user_002","asset":"GOLD_COINS","amount":1}"#;
    for (bad, named) in [
        (r#"{"flow":"bonus","idempotency_key":"l","owner":"user_002","asset":"GOLD_COINS","amont":1}"#, "amont"),
        (r#"{"flow":"bonus","idempotency_key":"l","owner":7,"asset":"GOLD_COINS","amount":1}"#, "owner"),
        (r#"{"flow":"bonus","owner":"user_002","asset":"GOLD_COINS","amount":1}"#, "idempotency_key"),
        (r#"{"flow":"spend","idempotency_key":"l","asset":"GOLD_COINS","amount":1}"#, "owner"),
        (
            r#"{"flow":"spend","idempotency_key":"l","owner":"user_002","asset":"GOLD_COINS","amount":1,"reason":"r"}"#,
            "reason",
        ),
        (r#"{"flow":"mint","idempotency_key":"l","asset":"GOLD_COINS","amount":1,"metadata":{"a":1}}"#, "metadata"),
    ] {
        let body = format!(r#"{{"commands":[{good},{bad}]}}"#);
        let problem = server.send(&Request::post("/v1/batches", &body)).problem(400, "malformed_body");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains("commands[1]") && detail.contains(named), "{detail}");
    }
    assert_eq!(server.get("/v1/wallets/user_002/GOLD_COINS").expect(200)["balance"], 0);
}
