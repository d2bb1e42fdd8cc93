//! Batches take every flow, and each command of one is what the flow's own route makes of it.

use serde_json::{Value, json};
use wallet_domain as domain;
use wallet_domain::testing::{api_key, owner};
use wallet_domain::{IdempotencyKey, TransactionId};

use crate::guarded::Guarded;
use crate::operations::{document, examples_of_flows};
use crate::server::TestServer;
use harness::http::{Request, Response};

/// A demo server on which every flow's example can be posted: players may give, there are rates, diamonds and a budget.
fn ready() -> TestServer {
    let server = TestServer::demo();
    let policy = r#"{"policy":{"transferable":true,"rates":[{"to":"DIAMONDS","pay":10,"receive":1}]}}"#;
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(policy)).expect(200);
    server.post("/v1/mints", "diamonds", r#"{"asset":"DIAMONDS","amount":50}"#).expect(201);
    server.send(&Request::new("PUT", "/v1/wallets/system:event_summer/GOLD_COINS")).expect(201);
    let plain = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;
    for key in ["before-capture", "before-release"] {
        server.post("/v1/holds", key, plain).expect(201);
    }
    server.post("/v1/spends", "before-reversals", plain).expect(201);
    server
}

fn id_of(key: &str) -> String {
    TransactionId::of(&owner("user_001"), &IdempotencyKey::new(key).expect("a key")).to_string()
}

/// A flow's name, its route, the body that the route takes, and the member that a batch names the earlier one by.
pub(crate) type Flow = (&'static str, String, Value, Option<About>);

pub(crate) type About = (&'static str, String);

/// Every flow that callers ask for, with the document's example of its body, and metadata where it takes any.
pub(crate) fn flows() -> Vec<Flow> {
    let document = document();
    let rows = examples_of_flows().into_iter().map(|(row, example)| (row.asked_flow(), row.operation(), example));
    let flows: Vec<Flow> = rows
        .filter_map(|(flow, operation, mut body)| {
            let flow = flow?.name();
            let path = operation?.strip_prefix("POST ").filter(|path| path.starts_with("/v1/"))?.to_owned();
            let content = &document["paths"][&path]["post"]["requestBody"]["content"]["application/json"];
            let schema = content["schema"]["$ref"].as_str()?.rsplit('/').next()?;
            if document["components"]["schemas"][schema]["properties"]["metadata"].is_object() {
                body["metadata"] = json!({"a": 1.50});
            }
            let (before, after) = path.split_once("{id}").unwrap_or((&path, ""));
            if after.is_empty() {
                return Some((flow, path, body, None));
            }
            let id = id_of(&after.replace('/', "before-"));
            let member = if before == "/v1/holds/" { "hold" } else { "reverses" };
            Some((flow, format!("{before}{id}{after}"), body, Some((member, id))))
        })
        .collect();
    let mut names: Vec<&str> = flows.iter().map(|(flow, ..)| *flow).collect();
    names.sort_unstable();
    let asked = domain::Flow::ALL.into_iter().filter(|flow| *flow != domain::Flow::Expire);
    let mut all: Vec<&str> = asked.map(domain::Flow::name).collect();
    all.sort_unstable();
    assert_eq!(names, all, "a flow without a row in the table of routes, or with two");
    flows
}

/// A flow from a player to another.
pub(crate) fn between_players() -> Flow {
    let is_between = |name: &str| name.parse().is_ok_and(domain::Flow::is_between_players);
    flows().into_iter().find(|(flow, ..)| is_between(flow)).expect("there is one")
}

/// A command of a batch: what its route takes, its flow and key, and what the route's path names.
pub(crate) fn command(flow: &str, key: &str, body: &Value, about: Option<&About>) -> Value {
    let mut command = body.clone();
    let members = command.as_object_mut().expect("an object");
    members.insert("flow".into(), json!(flow));
    members.insert("idempotency_key".into(), json!(key));
    members.extend(about.map(|(name, id)| ((*name).to_owned(), json!(id))));
    command
}

/// Every flow in one batch, each under a key of its name.
fn all_flows() -> Vec<Value> {
    flows().iter().map(|(flow, _, body, about)| command(flow, flow, body, about.as_ref())).collect()
}

fn send(server: &TestServer, target: &str, body: &Value) -> Response {
    server.send(&Request::post(target, &body.to_string()))
}

fn statuses(answer: &Value) -> Vec<u64> {
    let results = answer["results"].as_array().expect("results");
    results.iter().map(|result| result["status"].as_u64().expect("a status")).collect()
}

#[test]
fn every_flow_of_a_batch_is_the_same_as_on_its_own_route() {
    let (batched, alone) = (ready(), ready());
    for (flow, path, body, about) in flows() {
        let batch = json!({"commands": [command(flow, flow, &body, about.as_ref())]});
        let answer = send(&batched, "/v1/batches", &batch).expect(200);
        let result = &answer["results"][0];
        assert_eq!(result["status"], 201, "{flow}: {answer}");
        let own = alone.post(&path, flow, &body.to_string()).expect(201);
        assert_eq!(result["transaction"], own, "{flow}");
        // Either of them replays the other.
        let replay = batched.post(&path, flow, &body.to_string());
        assert!(replay.is_replay(), "{flow}: {}", replay.text());
        assert_eq!(replay.expect(201), own, "{flow}");
        let replay = send(&alone, "/v1/batches", &batch).expect(200);
        assert_eq!((&replay["results"][0]["replayed"], &replay["results"][0]["transaction"]), (&json!(true), &own));
    }
}

fn to_oneself() -> Flow {
    let (flow, path, mut body, about) = between_players();
    body["to"] = body["owner"].clone();
    (flow, path, body, about)
}

/// A refused command of every flow, with the code of its refusal.
fn refused() -> Vec<(Flow, &'static str)> {
    let gold = |amount: u64| json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": amount});
    let nobody = "00000000-0000-0000-0000-000000000000".to_owned();
    let (held, spent) = (id_of("before-capture"), id_of("before-reversals"));
    vec![
        (("top_up", "/v1/top-ups".into(), gold(100_000), None), "treasury_exhausted"),
        (("bonus", "/v1/bonuses".into(), gold(0), None), "invalid_amount"),
        (("spend", "/v1/spends".into(), gold(100_000), None), "insufficient_funds"),
        (("hold", "/v1/holds".into(), gold(100_000), None), "insufficient_funds"),
        (
            ("capture", format!("/v1/holds/{held}/capture"), json!({"amount": 31}), Some(("hold", held.clone()))),
            "capture_exceeds_hold",
        ),
        (("capture", format!("/v1/holds/{spent}/capture"), json!({}), Some(("hold", spent.clone()))), "hold_not_found"),
        (("release", format!("/v1/holds/{nobody}/release"), json!({}), Some(("hold", nobody))), "hold_not_found"),
        (("release", "/v1/holds/none/release".into(), json!({}), Some(("hold", "none".into()))), "hold_not_found"),
        (
            (
                "reversal",
                format!("/v1/transactions/{spent}/reversals"),
                json!({"amount": 31}),
                Some(("reverses", spent)),
            ),
            "reversal_exceeds_original",
        ),
        (
            ("reversal", format!("/v1/transactions/{held}/reversals"), json!({}), Some(("reverses", held))),
            "not_reversible",
        ),
        (
            ("reversal", "/v1/transactions/none/reversals".into(), json!({}), Some(("reverses", "none".into()))),
            "transaction_not_found",
        ),
        (
            (
                "purchase",
                "/v1/purchases".into(),
                json!({"owner": "user_001", "pay": [{"asset": "GOLD_COINS", "amount": 1}, {"asset": "GOLD_COINS", "amount": 1}]}),
                None,
            ),
            "invalid_sums",
        ),
        (to_oneself(), "same_wallet"),
        (
            (
                "conversion",
                "/v1/conversions".into(),
                json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": 9, "to": "DIAMONDS"}),
                None,
            ),
            "conversion_too_small",
        ),
        (
            (
                "allocate",
                "/v1/allocations".into(),
                json!({"budget": "system:event", "asset": "GOLD_COINS", "amount": 3, "back": true}),
                None,
            ),
            "budget_exhausted",
        ),
    ]
}

#[test]
fn every_flow_of_a_batch_is_refused_as_on_its_own_route() {
    let server = ready();
    for (place, ((flow, path, body, about), code)) in refused().into_iter().enumerate() {
        let own = server.post(&path, &format!("own-{place}"), &body.to_string()).json();
        assert_eq!(own["code"], code, "{flow}: {own}");
        let batch = json!({"commands": [command(flow, &format!("batched-{place}"), &body, about.as_ref())]});
        let answer = send(&server, "/v1/batches", &batch).expect(200);
        let mut batched = answer["results"][0]["problem"].clone();
        assert_eq!(answer["results"][0]["status"], own["status"], "{flow}");
        // An id that is none is no key's affair on a route, whose path it spoils.
        if own["retry_with"].is_null() {
            batched.as_object_mut().expect("a problem").remove("retry_with");
        }
        assert_eq!(batched, own, "{flow}");
    }
}

#[test]
fn all_flows_together_are_posted_tried_and_undone() {
    let server = ready();
    let posted = vec![201; flows().len()];
    let before = server.get("/v1/audit").expect(200);
    for atomic in [false, true] {
        let tried =
            send(&server, "/v1/batches?dry_run=true", &json!({"atomic": atomic, "commands": all_flows()})).expect(200);
        assert_eq!(statuses(&tried), posted, "{tried}");
    }
    let mut spoiled = all_flows();
    spoiled.push(json!({"flow": "capture", "idempotency_key": "late", "hold": id_of("before-capture")}));
    let refused = send(&server, "/v1/batches", &json!({"atomic": true, "commands": spoiled})).expect(409);
    assert_eq!((&refused["code"], &refused["index"]), (&json!("batch_refused"), &json!(flows().len())));
    assert_eq!(refused["refusal"]["code"], "hold_settled");
    assert_eq!(server.get("/v1/audit").expect(200), before, "nothing of a trial and of an undone batch stays");
    let done = send(&server, "/v1/batches", &json!({"atomic": true, "commands": all_flows()})).expect(200);
    assert_eq!(statuses(&done), posted, "{done}");
    let again = send(&server, "/v1/batches", &json!({"commands": all_flows()})).expect(200);
    let results = again["results"].as_array().expect("results");
    assert!(results.iter().all(|result| result["replayed"] == true), "{again}");
}

#[test]
fn a_batch_needs_the_scope_of_each_of_its_commands() {
    let guarded = Guarded::required();
    let keys = [(1, "read"), (2, "spend"), (3, "grant"), (4, "operate")]
        .map(|(number, scope)| (scope, guarded.create(api_key(number, scope, scope))));
    let (_, all) = guarded.create(api_key(5, "all", "read,spend,grant,operate"));
    let needed = |flow: &str| flow.parse::<domain::Flow>().expect("a flow").scope().to_string();
    // What no one knows needs nothing: it is refused by itself.
    let unknown = json!({"flow": "theft", "idempotency_key": "t"});
    for (flow, _, body, about) in flows() {
        let item = command(flow, "k", &body, about.as_ref());
        let batch = Request::post("/v1/batches", &json!({"commands": [unknown, item]}).to_string());
        for (scope, (id, key)) in &keys {
            if needed(flow) == *scope {
                let answer = guarded.send(&batch, key).expect(200);
                assert_eq!(answer["results"][0]["problem"]["code"], "invalid_flow");
                continue;
            }
            let problem = guarded.send(&batch, key).problem(403, "forbidden");
            let detail = format!(
                "Nothing of this batch was carried out. The command at index 1: This needs the scope {}, which the API \
                 key {id} lacks.",
                needed(flow)
            );
            assert_eq!((&problem["index"], &problem["detail"]), (&json!(1), &json!(detail)), "{flow} {scope}");
        }
    }
    let plain = ["spend", "bonus", "mint"].map(|flow| {
        let (_, _, body, _) = flows().into_iter().find(|(name, ..)| *name == flow).expect("a flow");
        command(flow, &format!("all-{flow}"), &body, None)
    });
    let batch = Request::post("/v1/batches", &json!({"commands": plain}).to_string());
    let before = guarded.get(&all).expect(200);
    guarded.send(&batch, &keys[1].1.1).problem(403, "forbidden");
    assert_eq!(guarded.get(&all).expect(200), before, "no part of a refused batch is carried out");
    assert_eq!(statuses(&guarded.send(&batch, &all).expect(200)), [201; 3]);
}

#[test]
fn members_that_a_flow_lacks_are_refused_but_for_null_as_before() {
    let server = TestServer::demo();
    let spend = |more: &str| {
        format!(
            r#"{{"commands":[{{"flow":"spend","idempotency_key":"k","owner":"user_001","asset":"GOLD_COINS","amount":1{more}}}]}}"#
        )
    };
    let nulls = r#","payment_ref":null,"reason":null,"source":null,"sink":null,"description":null,"metadata":null"#;
    let answer = server.send(&Request::post("/v1/batches", &spend(nulls))).expect(200);
    assert_eq!(answer["results"][0]["status"], 201);
    for (more, said) in [
        (r#","reason":"r""#, "commands[0]: unknown field `reason`"),
        (r#","to":null"#, "commands[0]: unknown field `to`"),
        (r#","flow":"spend""#, "commands[0]: duplicate field `flow`"),
        (r#","sink":7"#, "commands[0].sink: invalid type: integer `7`, expected a text"),
    ] {
        let problem = server.send(&Request::post("/v1/batches", &spend(more))).problem(400, "malformed_body");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(said) && detail.contains(" at line 1 column "), "{detail}");
    }
    // A flow that does not come first is the same.
    let late = r#"{"commands":[{"owner":"user_001","source":null,"amount":1,"asset":"GOLD_COINS","flow":"spend","idempotency_key":"l"}]}"#;
    let answer = server.send(&Request::post("/v1/batches", late)).expect(200);
    assert_eq!(answer["results"][0]["transaction"]["amount"], 1, "{answer}");
    let late = late.replace(r#""source":null"#, r#""sink":7"#);
    let problem = server.send(&Request::post("/v1/batches", &late)).problem(400, "malformed_body");
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(detail.contains("commands[0]: invalid type: integer `7`, expected a text at line 1 column "), "{detail}");
}
