//! Webhooks: what is sent.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::{asset, owner};
use wallet_domain::webhook::{Alert, AlertId, Gap, Mark, Payload, Threshold};
use wallet_domain::{EventId, Feed, Standing, Timestamp};
use wallet_http::http::wire::Messages;
use wallet_service::jobs::webhooks::{Message, Render};

use crate::server::{Parts, TestServer, demo_ledger};

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
            "id": format!("{}.low.user_001", event.id), "type": "wallet.below", "version": 1,
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
