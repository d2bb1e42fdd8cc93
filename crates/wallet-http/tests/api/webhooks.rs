//! Webhooks and alerts: what is sent, and what their routes take and tell.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::{asset, owner};
use wallet_domain::webhook::{Alert, AlertId, Gap, Mark, Payload, Threshold};
use wallet_domain::{EventId, Feed, Standing, Timestamp};
use wallet_http::http::wire::Messages;
use wallet_service::jobs::webhooks::{Message, Render};

use crate::server::{Parts, TestServer, demo_ledger};
use harness::http::{Request, Response};

fn told(message: &Message, payload: Payload) -> Value {
    serde_json::from_slice(&Messages.render(message, payload)).expect("JSON")
}

#[test]
fn a_webhook_is_told_an_event_as_the_feed_tells_it() {
    let ledger = demo_ledger();
    let server = TestServer::start(Parts::of(&ledger));
    let key = |key: &str, amount: u64| {
        server.post("/v1/spends", key, &format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{amount}}}"#))
    };
    key("s", 30).expect(201);
    key("t", 9000).problem(402, "insufficient_funds");
    server.post("/v1/wallets/user_001/freeze", "f", r#"{"reason":"a \"dispute\""}"#).expect(200);
    let page = server.get("/v1/events?limit=200");
    let events = server.block_on(ledger.read_events(EventId::START, 200)).expect("memory works");
    let messages: Vec<Message> = events.into_iter().map(|event| Message::Event(Arc::new(event))).collect();
    let bodies = messages.iter().map(|message| Messages.render(message, Payload::Full));
    let bodies: Vec<String> = bodies.map(|body| String::from_utf8(body).expect("text")).collect();
    assert!(bodies.len() > 4);
    // Byte for byte.
    assert!(page.text().starts_with(&format!(r#"{{"data":[{}],"#, bodies.join(","))), "{}", page.text());
    let spend = messages.iter().find(|message| message.event_type() == "spend.posted").expect("it is there");
    let (full, thin) = (told(spend, Payload::Full), told(spend, Payload::Thin));
    let id = &full["data"]["transaction"]["id"];
    assert_eq!(thin["data"], json!({"transaction_id": id}));
    for member in ["id", "type", "version", "created_at"] {
        assert_eq!(thin[member], full[member]);
    }
    let frozen = messages.iter().find(|message| message.event_type() == "wallet.frozen").expect("it is there");
    let number = &told(frozen, Payload::Full)["data"]["change"]["number"];
    assert_eq!(told(frozen, Payload::Thin)["data"], json!({"change_number": number}));
}

#[test]
fn alerts_gaps_and_pings_have_the_form_of_events() {
    let ledger = demo_ledger();
    let server = TestServer::start(Parts::of(&ledger));
    let body = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":480}"#;
    let spend = server.post("/v1/spends", "s", body).expect(201);
    let events = server.block_on(ledger.read_events(EventId::START, 200)).expect("memory works");
    let event = Arc::new(events.into_iter().last().expect("the spend"));
    let alert = Alert {
        id: AlertId::new("low").expect("an id"),
        asset: asset("GOLD_COINS"),
        owner: None,
        threshold: Threshold::Below(100),
        since: Timestamp::from_micros(0),
    };
    let standing = Standing {
        owner: owner("user_001"),
        asset: asset("GOLD_COINS"),
        sequence: Some(2),
        balance_before: 500,
        balance: 20,
        held: 0,
        debt: 0,
    };
    let crossing = Message::Alert { event: event.clone(), alert: Arc::new(alert), standing: Box::new(standing) };
    let thin = json!({"alert": "low", "below": 100, "event": event.id.to_string(), "transaction_id": spend["id"]});
    let mut full = thin.clone();
    full["wallet"] = json!({
        "owner": "user_001", "asset": "GOLD_COINS", "sequence": 2, "balance_before": 500, "balance": 20, "held": 0,
        "available": 20, "debt": 0,
    });
    for (payload, data) in [(Payload::Full, full), (Payload::Thin, thin)] {
        let expected = json!({
            "id": Mark::of_alert(event.id, &AlertId::new("low").expect("an id"), &owner("user_001")).to_string(), "type": "wallet.below", "version": 1,
            "created_at": spend["created_at"], "data": data,
        });
        assert_eq!(told(&crossing, payload), expected);
    }
    let at = Timestamp::from_micros(1_700_000_000_000_000);
    let gap = Gap { mark: Mark::of(event.id), event_type: "spend.posted".to_owned(), at };
    let expected = json!({
        "id": format!("gap.{}", event.id), "type": "webhook.gap", "version": 1,
        "created_at": "2023-11-14T22:13:20.000000Z", "data": {"id": event.id.to_string(), "type": "spend.posted"},
    });
    assert_eq!(told(&Message::Gap(gap), Payload::Full), expected);
    let expected = json!({
        "id": "ping.1", "type": "webhook.ping", "version": 1, "created_at": "2023-11-14T22:13:20.000000Z", "data": {},
    });
    assert_eq!(told(&Message::Ping { id: "ping.1".to_owned(), at }, Payload::Thin), expected);
}

const HOOK: &str = "/v1/webhooks/010101010101";

fn post(server: &TestServer, target: &str, body: &Value) -> Response {
    server.send(&Request::post(target, &body.to_string()))
}

fn patch(server: &TestServer, target: &str, body: &Value) -> Response {
    server.send(&Request::new("PATCH", target).json(&body.to_string()))
}

fn put(server: &TestServer, target: &str, body: &Value) -> Response {
    server.send(&Request::new("PUT", target).json(&body.to_string()))
}

#[test]
fn a_webhook_is_made_changed_and_deleted_and_its_secret_is_told_twice() {
    let server = TestServer::demo();
    let asked = json!({
        "url": "https://shop.example:8443/hook?token=t", "types": ["spend.*", "wallet.below"], "payload": "thin",
        "from": "beginning", "description": "the shop",
    });
    let made = post(&server, "/v1/webhooks", &asked).expect(201);
    let webhook = &made["webhook"];
    for member in ["url", "types", "payload", "description"] {
        assert_eq!(webhook[member], asked[member]);
    }
    assert_eq!((&webhook["status"], &webhook["recovered"]), (&json!("active"), &json!(0)));
    let secret = made["secret"].as_str().expect("it is told");
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let target = format!("/v1/webhooks/{}", webhook["id"].as_str().expect("an id"));
    let shown = server.get(&target);
    assert!(!shown.text().contains("whsec_") && !server.get("/v1/webhooks").text().contains("whsec_"));
    let progress = json!({"delivered": 0, "done": "0.0", "behind": 3, "failing": 0, "parked": 0});
    assert_eq!(shown.expect(200)["progress"], progress);
    assert_eq!(server.get("/v1/webhooks").expect(200)["data"].as_array().expect("a list").len(), 3);

    let changed = patch(&server, &target, &json!({"types": ["*"], "payload": "full", "paused": true})).expect(200);
    assert_eq!((&changed["types"], &changed["payload"]), (&json!(["*"]), &json!("full")));
    assert_eq!((&changed["status"], &changed["description"]), (&json!("paused"), &json!("the shop")));
    assert_eq!(patch(&server, &target, &json!({"paused": false})).expect(200)["status"], "active");
    assert_eq!(patch(&server, &target, &json!({"description": null})).expect(200)["description"], Value::Null);
    assert_eq!(patch(&server, &target, &json!({"description": "a shop"})).expect(200)["description"], "a shop");
    patch(&server, &target, &json!({"description": ""})).problem(400, "invalid_description");

    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let rotated = post(&server, &format!("{target}/rotate"), &json!({"secret": own})).expect(200);
    assert_eq!(rotated["secret"], own);
    assert_eq!(rotated["webhook"]["previous_secret_until"], "2023-11-15T22:13:20.000000Z");
    let drawn = server.send(&Request::new("POST", &format!("{target}/rotate"))).expect(200);
    assert!(drawn["secret"] != own && drawn["secret"] != secret);

    let ping = server.send(&Request::new("POST", &format!("{target}/ping"))).expect(200);
    assert_eq!((&ping["delivered"], &ping["status"]), (&json!(true), &json!(204)));
    let replay = post(&server, &format!("{target}/replay"), &json!({"from": "1.0", "to": "3.1"})).expect(202);
    assert_eq!(replay["replay"], json!({"from": "1.0", "to": "3.1"}));
    for list in ["deliveries", "parked"] {
        assert_eq!(server.get(&format!("{target}/{list}")).expect(200)["data"], json!([]));
    }
    let deleted = server.send(&Request::new("DELETE", &target)).expect(200);
    assert_eq!(deleted, json!({"id": webhook["id"], "deleted": true}));
    for (method, of) in
        [("GET", ""), ("DELETE", ""), ("POST", "/ping"), ("POST", "/rotate"), ("GET", "/parked"), ("DELETE", "/replay")]
    {
        server.send(&Request::new(method, &format!("{target}{of}"))).problem(404, "webhook_not_found");
    }
}

#[test]
fn bad_webhooks_are_told_with_their_codes() {
    let server = TestServer::demo();
    let refuse = |members: Value, code: &str| {
        let mut body = json!({"url": "https://shop.example/hook"});
        body.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        post(&server, "/v1/webhooks", &body).problem(400, code);
        let is_of_change = ["url", "types", "payload"].iter().any(|name| !members[*name].is_null());
        if is_of_change {
            patch(&server, HOOK, &members).problem(400, code);
        }
    };
    for url in [
        "http://shop.example/hook",
        "ftp://shop.example/",
        "https://user:word@shop.example/",
        "https://user@shop.example/",
        "shop.example/hook",
        "https://",
        "https://a b",
        "HTTPS://shop.example/hook",
        "https:shop.example/hook",
        "https:\\shop.example/hook",
        "https://shop.example:0/hook",
        "https://shop.example/hook#part",
        "https://nowhere.example/",
        "",
    ] {
        refuse(json!({"url": url}), "invalid_url");
    }
    for url in
        ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data"]
    {
        refuse(json!({"url": url}), "forbidden_address");
    }
    for types in [json!(["theft.*"]), json!([]), json!(["spend.*", "webhook.ping"]), json!(vec!["*"; 101])] {
        refuse(json!({"types": types}), "invalid_event_type");
    }
    for secret in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        refuse(json!({"secret": secret}), "invalid_secret");
    }
    // None there is, one of another ledger, and none at all.
    for from in ["999.0", "1.0.00000000", "soon", "", "1"] {
        refuse(json!({"from": from}), "invalid_cursor");
    }
    refuse(json!({"payload": "some"}), "malformed_body");
    refuse(json!({"urls": 1}), "malformed_body");
    refuse(json!({"description": ""}), "invalid_description");
}

#[test]
fn bad_replays_are_told_with_their_codes_and_one_is_stopped_by_its_route() {
    let server = TestServer::demo();
    post(&server, "/v1/webhooks", &json!({"url": "https://shop.example/hook"})).expect(201);
    for range in [
        json!({"from": "3.0", "to": "1.0"}),
        json!({"from": "999.0"}),
        json!({"from": "now"}),
        json!({"from": "1.0.low.user_001"}),
    ] {
        post(&server, &format!("{HOOK}/replay"), &range).problem(400, "invalid_cursor");
    }
    // What was parked or told of is named as it is shown.
    for from in ["1.0.0123456789abcdef", "gap.1.0"] {
        let replay = post(&server, &format!("{HOOK}/replay"), &json!({"from": from, "to": from})).expect(202);
        assert_eq!(replay["replay"], json!({"from": "1.0", "to": "1.0"}));
        post(&server, &format!("{HOOK}/replay"), &json!({"from": from})).problem(409, "replay_running");
        for _ in 0..2 {
            let stopped = server.send(&Request::new("DELETE", &format!("{HOOK}/replay"))).expect(200);
            assert_eq!(stopped.get("replay"), None);
        }
    }
    server.send(&Request::post(&format!("{HOOK}/ping"), r#"{"a":1}"#)).problem(400, "malformed_body");
    server.get(&format!("{HOOK}/parked?cursor=x")).problem(400, "invalid_cursor");
    server.get(&format!("{HOOK}/deliveries?limit=0")).problem(400, "invalid_limit");
    let on_condition = Request::new("PATCH", HOOK).header("If-Match", "\"1\"").json(r#"{"paused":true}"#);
    server.send(&on_condition).problem(400, "invalid_if_match");
    server.get("/v1/webhooks/nothing").problem(404, "webhook_not_found");
}

#[test]
fn bad_alerts_are_told_with_their_codes() {
    let server = TestServer::demo();
    let of_gold = |members: Value| {
        let mut body = json!({"asset": "GOLD_COINS"});
        body.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
        put(&server, "/v1/alerts/low", &body)
    };
    for members in [
        json!({"below": 5}),
        json!({"owner": "user_001", "all": true, "below": 5}),
        json!({"all": true}),
        json!({"all": true, "below": 5, "above": 6}),
        json!({"all": true, "below": 0}),
        json!({"all": true, "above": -1}),
        json!({"all": true, "above": 9_007_199_254_740_991_i64}),
        json!({"all": true, "below": 1.5}),
    ] {
        of_gold(members).problem(400, "invalid_alert");
    }
    of_gold(json!({"owner": "system:treasury", "below": 5})).problem(400, "invalid_owner");
    of_gold(json!({"asset": "NOPE", "all": true, "below": 5})).problem(404, "asset_not_found");
    put(&server, "/v1/alerts/Low!", &json!({"asset": "GOLD_COINS", "all": true, "below": 5}))
        .problem(400, "invalid_alert");
    for method in ["GET", "DELETE"] {
        server.send(&Request::new(method, "/v1/alerts/Low!")).problem(404, "alert_not_found");
        server.send(&Request::new(method, "/v1/alerts/low")).problem(404, "alert_not_found");
    }
}

#[test]
fn an_alert_that_says_the_same_again_watches_on() {
    let ledger = demo_ledger();
    let server = TestServer::start(Parts::of(&ledger));
    let low = json!({"asset": "GOLD_COINS", "owner": "user_001", "below": 100});
    let first = put(&server, "/v1/alerts/low", &low);
    let expected = json!({
        "id": "low", "asset": "GOLD_COINS", "owner": "user_001", "all": false, "below": 100,
        "since": "2023-11-14T22:13:20.000000Z",
    });
    assert_eq!(first.expect(200), expected);
    assert_eq!(put(&server, "/v1/alerts/low", &low).text(), first.text());
    assert_eq!(server.get("/v1/alerts/low").text(), first.text());
    let high = put(&server, "/v1/alerts/low", &json!({"asset": "GOLD_COINS", "all": true, "above": 0})).expect(200);
    assert_eq!((&high["all"], &high["above"], &high["below"]), (&json!(true), &json!(0), &Value::Null));
    let ids = server.get("/v1/alerts").expect(200)["data"].as_array().expect("a list").len();
    assert_eq!(ids, 2);
    server.send(&Request::new("DELETE", "/v1/alerts/low")).expect(200);
    server.get("/v1/alerts/low").problem(404, "alert_not_found");
}
