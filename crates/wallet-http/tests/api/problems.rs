//! Every problem that there is, produced once, its body as callers see it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use governor::clock::FakeRelativeClock;
use wallet_domain::access::{ApiKey, Cap, Caps, KeyTerms, Role, parse_network};
use wallet_domain::testing::{SetClock, api_key, asset, bonus, mint, owner};
use wallet_domain::{
    Command, Group, IdempotencyKey, Ledger, MINOR_MAX, Outcome, Rejection, StoreError, StoreErrorKind, Timestamp,
    Transaction, TransactionId, WalletStatus,
};
use wallet_http::http::edge::rates::{Rate, Ticks};
use wallet_http::http::problem::Code;

use crate::batches::between_players;
use crate::faults::{Gated, failing};
use crate::golden::golden;
use crate::operations::{conforms, document};
use crate::server::{Parts, TestServer, demo_ledger, demo_ledger_at};
use harness::http::{Request, Response, connect, read_answer};

const SPEND: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":30}"#;

#[test]
fn every_code_of_the_table_is_produced_and_its_body_is_golden() {
    let server = TestServer::demo();
    let mut told: Vec<(&str, Response)> = Vec::new();
    told.extend(bad_requests(&server));
    told.extend(bad_values(&server));
    told.extend(refusals());
    told.extend(refusals_of_policies());
    told.extend(faults());
    told.extend(of_webhooks());
    told.extend(of_keys());

    let produced: BTreeSet<&str> = told.iter().map(|(code, _)| *code).collect();
    let table: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(produced, table, "a code without a case here, or a case without a code");

    let document = document();
    for (code, answer) in &told {
        let body = answer.problem(answer.status, code);
        conforms(&document, &document["components"]["schemas"]["Problem"], &body).expect("as documented");
    }
    let bodies = (Code::ALL.iter()).flat_map(|code| told.iter().filter(move |(name, _)| *name == code.name()));
    golden("problems.txt", &bodies.map(|(_, answer)| answer.text().to_owned() + "\n").collect::<String>());
}

#[test]
fn only_what_passes_by_itself_is_worth_the_same_request_again() {
    let server = TestServer::demo();
    let told = bad_requests(&server).into_iter().chain(bad_values(&server)).chain(refusals());
    let told = told.chain(refusals_of_policies()).chain(faults()).chain(of_webhooks()).chain(of_keys());
    for (code, answer) in told {
        let passing = answer.status == 503 || ["request_in_progress", "rate_limited"].contains(&code);
        assert_eq!(answer.header("retry-after").is_some(), passing, "{code}");
    }
}

fn bad_requests(server: &TestServer) -> Vec<(&'static str, Response)> {
    let spend = Request::post("/v1/spends", SPEND);
    let long_batch = format!(
        r#"{{"commands":[{}]}}"#,
        vec![r#"{"flow":"spend","idempotency_key":"k","owner":"u","asset":"A","amount":1}"#; 10_001].join(",")
    );
    let many_wallets = format!(r#"{{"wallets":[{}]}}"#, vec![r#"{"owner":"u","asset":"A"}"#; 10_001].join(","));
    let mut slow = Parts::of(&demo_ledger());
    slow.http.body_timeout = Duration::from_millis(50);
    let slow = TestServer::start(slow);
    let mut stream = connect(slow.address);
    std::io::Write::write_all(&mut stream, spend.clone().key("k").head().as_bytes()).expect("the server listens");
    vec![
        ("malformed_body", server.post("/v1/spends", "k", r#"{"owner":"user_001"}"#)),
        ("malformed_query", server.get("/v1/audit?x=1")),
        ("missing_idempotency_key", server.send(&spend)),
        ("invalid_idempotency_key", server.send(&spend.clone().key("a b"))),
        ("too_many_commands", server.send(&Request::post("/v1/batches", &long_batch))),
        ("too_many_wallets", server.send(&Request::post("/v1/wallets", &many_wallets))),
        ("invalid_limit", server.get("/v1/wallets/user_001/GOLD_COINS/entries?limit=0")),
        ("invalid_cursor", server.get("/v1/wallets/user_001/GOLD_COINS/entries?cursor=x")),
        ("unauthorized", server.send(&Request::get("/v1/assets").header("Authorization", "Bearer hush"))),
        ("forbidden", with_a_key("read").send(&spend.clone().key("k").header("Authorization", &bearer("read")))),
        ("foreign_origin", server.send(&spend.clone().key("k").header("Origin", "http://evil.example"))),
        ("misdirected_request", server.send(&Request::get("/v1/assets").header("Host", "evil.example"))),
        ("route_not_found", server.get("/v2/spends")),
        ("method_not_allowed", server.get("/v1/spends")),
        ("request_timeout", read_answer(stream)),
        ("version_mismatch", server.send(&Request::get("/v1/wallets/user_001/GOLD_COINS").header("If-Match", "\"9\""))),
        ("asset_changed", server.send(&Request::get("/v1/assets/GOLD_COINS").header("If-Match", "\"9\""))),
        ("body_too_large", server.post("/v1/spends", "k", &" ".repeat(64 * 1024 + 1))),
        ("unsupported_media_type", server.send(&Request::new("POST", "/v1/spends").key("k").body(SPEND))),
        ("invalid_person", server.send(&spend.clone().key("k").header("Wallet-On-Behalf-Of", ""))),
        ("invalid_if_newer_than", server.send(&Request::get("/v1/wallets").header("If-Newer-Than", "7"))),
        ("rate_limited", one_too_many()),
    ]
}

/// The second spend of a player who may have one a minute.
fn one_too_many() -> Response {
    let mut parts = Parts::of(&demo_ledger());
    parts.http.rates.owner = Rate::new(1, 1);
    parts.ticks = Ticks::of(FakeRelativeClock::default());
    let server = TestServer::start(parts);
    server.post("/v1/spends", "a", SPEND).expect(201);
    server.post("/v1/spends", "b", SPEND)
}

/// A batch of which the second command is refused.
const ATOMIC: &str = r#"{"atomic":true,"commands":[
    {"flow":"spend","idempotency_key":"x","owner":"user_001","asset":"GOLD_COINS","amount":1},
    {"flow":"spend","idempotency_key":"y","owner":"nobody","asset":"GOLD_COINS","amount":1}]}"#;

/// A server that knows a key with these scopes.
fn with_a_key(scopes: &str) -> TestServer {
    let parts = Parts::of(&demo_ledger());
    let keys = parts.keys.clone();
    let server = TestServer::start(parts);
    server.block_on(keys.create_key(&api_key(7, "shop", scopes).0)).expect("memory works");
    server
}

fn bearer(scopes: &str) -> String {
    format!("Bearer {}", api_key(7, "shop", scopes).1)
}

fn bad_values(server: &TestServer) -> Vec<(&'static str, Response)> {
    let spend = |fields: &str| server.post("/v1/spends", "k", &format!("{{{fields}}}"));
    let flow =
        r#"{"commands":[{"flow":"theft","idempotency_key":"k","owner":"user_001","asset":"GOLD_COINS","amount":1}]}"#;
    let flow = server.send(&Request::post("/v1/batches", flow));
    vec![
        ("invalid_event_type", server.get("/v1/events?types=theft.posted")),
        ("invalid_amount", spend(r#""owner":"user_001","asset":"GOLD_COINS","amount":0"#)),
        ("invalid_asset", spend(r#""owner":"user_001","asset":"gold","amount":1"#)),
        ("invalid_owner", spend(r#""owner":"a b","asset":"GOLD_COINS","amount":1"#)),
        ("invalid_owner", spend(r#""owner":"system:treasury","asset":"GOLD_COINS","amount":1"#)),
        ("invalid_flow", first_problem(&flow)),
        ("invalid_name", server.send(&Request::post("/v1/assets", r#"{"code":"A","name":""}"#))),
        ("invalid_description", spend(r#""owner":"user_001","asset":"GOLD_COINS","amount":1,"description":"""#)),
        (
            "invalid_reference",
            server.post("/v1/top-ups", "k", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"payment_ref":""}"#),
        ),
        (
            "invalid_expiry",
            server.post("/v1/holds", "k", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"expires_in_s":0}"#),
        ),
        (
            "invalid_policy",
            server.send(&Request::post("/v1/assets", r#"{"code":"A","name":"A","policy":{"max_balance":0}}"#)),
        ),
        ("rate_cycle", {
            let rate = |to: &str| format!(r#"{{"policy":{{"rates":[{{"to":"{to}","pay":2,"receive":3}}]}}}}"#);
            let patch = |code: &str, to: &str| {
                server.send(&Request::new("PATCH", &format!("/v1/assets/{code}")).json(&rate(to)))
            };
            patch("GOLD_COINS", "DIAMONDS").expect(200);
            patch("DIAMONDS", "GOLD_COINS")
        }),
        ("invalid_sums", server.post("/v1/purchases", "k", r#"{"owner":"user_001","pay":[]}"#)),
        ("invalid_if_match", server.send(&Request::post("/v1/spends", SPEND).key("k").header("If-Match", "x"))),
        ("invalid_metadata", spend(r#""owner":"user_001","asset":"GOLD_COINS","amount":1,"metadata":{"a":"\u0000"}"#)),
    ]
}

fn id_of(key: &str) -> TransactionId {
    TransactionId::of(&owner("user_001"), &IdempotencyKey::new(key).expect("a key"))
}

fn of_hold(key: &str, what: &str) -> String {
    format!("/v1/holds/{}/{what}", id_of(key))
}

fn of_transaction(key: &str) -> String {
    format!("/v1/transactions/{}/reversals", id_of(key))
}

/// A capture that comes too late.
fn over() -> Response {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let server = TestServer::start(Parts::of(&demo_ledger_at(clock.clone())));
    server.post("/v1/holds", "h", SPEND).expect(201);
    clock.set(1_700_000_900_000_000);
    server.post(&of_hold("h", "capture"), "c", "{}")
}

/// A refund where revenue no longer has what was paid: no route takes it out, so a store that has lost it plays that.
fn revenue_is_gone() -> Response {
    let refusal = Rejection::RevenueExhausted { asset: asset("GOLD_COINS") };
    let ledger = demo_ledger();
    let mut parts = Parts::of(&ledger);
    let server = TestServer::start(Parts::of(&ledger));
    server.post("/v1/spends", "s", SPEND).expect(201);
    parts.ledger = Arc::new(Refusing(refusal));
    TestServer::start(parts).post(&of_transaction("s"), "r", "{}")
}

/// A player who has nothing left and owes what was charged back.
fn debtor_is_to_go() -> Response {
    let server = TestServer::start(Parts::of(&demo_ledger()));
    let of_gold = |flow: &str, key: &str, minor: u32| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":{minor}}}"#);
        server.post(&format!("/v1/{flow}"), key, &body).expect(201)
    };
    let given = of_gold("bonuses", "b", 100);
    of_gold("spends", "s", 600);
    let id = given["id"].as_str().expect("an id");
    server.post(&format!("/v1/transactions/{id}/reversals"), "r", r#"{"on_shortfall":"debt"}"#).expect(201);
    server.send(&Request::post("/v1/wallets/user_001/GOLD_COINS/close", "{}"))
}

fn refusals() -> Vec<(&'static str, Response)> {
    let ledger = demo_ledger();
    for (player, status) in [("user_001", WalletStatus::Frozen), ("user_002", WalletStatus::Closed)] {
        ledger.set_status(&owner(player), &asset("DIAMONDS"), status);
    }
    let server = TestServer::start(Parts::of(&ledger));
    // user_001 holds 500 of 1,500 and gets the rest of the largest number; user_002 has what can be put on top.
    let rest = MINOR_MAX - 1500;
    server.block_on(async {
        let filled = [mint("GOLD_COINS", rest.unsigned_abs(), "fill"), bonus("user_001", "GOLD_COINS", 1000, "fill")];
        let outcomes = ledger.execute(&filled).await.expect("memory works");
        assert!(outcomes.iter().all(|outcome| outcome.result().is_ok()), "{outcomes:?}");
    });
    let post = |flow: &str, key: &str, player: &str, asset: &str, amount: i64| {
        server.post(flow, key, &format!(r#"{{"owner":"{player}","asset":"{asset}","amount":{amount}}}"#))
    };
    post("/v1/spends", "reused", "user_001", "GOLD_COINS", 30).expect(201);
    for key in ["open", "released"] {
        post("/v1/holds", key, "user_001", "GOLD_COINS", 5).expect(201);
    }
    server.post(&of_hold("released", "release"), "let-go", "{}").expect(201);
    vec![
        ("insufficient_funds", post("/v1/spends", "a", "user_001", "GOLD_COINS", 1471)),
        ("wallet_not_found", post("/v1/spends", "b", "nobody", "GOLD_COINS", 1)),
        ("wallet_not_found", server.get("/v1/wallets/nobody/GOLD_COINS")),
        ("asset_not_found", post("/v1/spends", "c", "user_001", "NOPE", 1)),
        ("transaction_not_found", server.get("/v1/transactions/00000000-0000-0000-0000-000000000000")),
        ("hold_not_found", server.post(&of_hold("never", "capture"), "h1", "{}")),
        ("hold_settled", server.post(&of_hold("released", "capture"), "h2", "{}")),
        ("capture_exceeds_hold", server.post(&of_hold("open", "capture"), "h3", r#"{"amount":6}"#)),
        ("hold_expired", over()),
        ("not_reversible", server.post(&of_transaction("open"), "r1", "{}")),
        ("reversal_exceeds_original", server.post(&of_transaction("reused"), "r2", r#"{"amount":31}"#)),
        ("share_not_whole", server.post(&of_transaction("reused"), "r5", r#"{"share":"1/7"}"#)),
        ("invalid_share", server.post(&of_transaction("reused"), "r6", r#"{"share":"3/2"}"#)),
        ("already_reversed", {
            server.post(&of_transaction("reused"), "r3", "{}").expect(201);
            server.post(&of_transaction("reused"), "r4", "{}")
        }),
        ("payment_not_found", server.get("/v1/payments/pay_1")),
        ("payment_ref_used", payment_is_used()),
        ("revenue_exhausted", revenue_is_gone()),
        ("wallet_in_debt", debtor_is_to_go()),
        ("wallet_not_empty", server.send(&Request::post("/v1/wallets/user_001/GOLD_COINS/close", "{}"))),
        ("not_transferable", {
            let (_, path, body, _) = between_players();
            server.post(&path, "p1", &body.to_string())
        }),
        ("no_rate", server.post("/v1/conversions", "p2", CONVERSION)),
        ("version_mismatch", {
            let on_a_condition = Request::post("/v1/spends", SPEND).key("v").header("If-Match", "\"99\"");
            server.send(&on_a_condition)
        }),
        ("wallet_frozen", post("/v1/spends", "d", "user_001", "DIAMONDS", 1)),
        ("wallet_closed", post("/v1/spends", "e", "user_002", "DIAMONDS", 1)),
        ("balance_limit_exceeded", server.post("/v1/mints", "f", r#"{"asset":"GOLD_COINS","amount":1}"#)),
        ("treasury_exhausted", post("/v1/bonuses", "g", "user_001", "GOLD_COINS", MINOR_MAX)),
        ("batch_refused", server.send(&Request::post("/v1/batches", ATOMIC))),
        ("asset_exists", server.send(&Request::post("/v1/assets", r#"{"code":"DIAMONDS","name":"Other"}"#))),
        ("idempotency_key_reused", post("/v1/spends", "reused", "user_001", "GOLD_COINS", 31)),
    ]
}

/// A second credit of a payment.
fn payment_is_used() -> Response {
    let server = TestServer::demo();
    let paid = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1,"payment_ref":"pay_1"}"#;
    server.post("/v1/top-ups", "a", paid).expect(201);
    server.post("/v1/top-ups", "b", paid)
}

const CONVERSION: &str = r#"{"owner":"user_001","asset":"GOLD_COINS","amount":10,"to":"DIAMONDS","min_receive":4}"#;

/// What an asset's policy and an operator's budget refuse.
fn refusals_of_policies() -> Vec<(&'static str, Response)> {
    let server = TestServer::demo();
    let policy = r#"{"policy":{"max_balance":480,"rates":[{"to":"DIAMONDS","pay":3,"receive":1}],
                     "limits":[{"flow":"spend","per":"day","max_amount":30}]}}"#;
    server.send(&Request::new("PATCH", "/v1/assets/GOLD_COINS").json(policy)).expect(200);
    let small = CONVERSION.replace("10", "2");
    let bonus = |key: &str, more: &str| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":21{more}}}"#);
        server.post("/v1/bonuses", key, &body)
    };
    server.post("/v1/spends", "a", SPEND).expect(201);
    vec![
        ("conversion_too_small", server.post("/v1/conversions", "b", &small)),
        ("rate_below_minimum", server.post("/v1/conversions", "c", CONVERSION)),
        ("limit_exceeded", server.post("/v1/spends", "d", SPEND)),
        ("ceiling_exceeded", bonus("e", "")),
        ("budget_exhausted", bonus("g", r#","source":"system:event""#)),
    ]
}

fn faults() -> Vec<(&'static str, Response)> {
    let ledger = demo_ledger();
    let refusing = Parts { ledger: Arc::new(Refusing(Rejection::SameWallet)), ..Parts::of(&ledger) };
    let gated = Gated::new(1);
    let unknown = gated.commit_begins("a").join().expect("an answer");
    let full = gated.server.post("/v1/spends", "b", SPEND);
    let gated = Gated::new(100);
    let first = gated.commit_begins("a");
    let in_progress = gated.server.post("/v1/spends", "a", SPEND);
    first.join().expect("an answer");
    let stopped = TestServer::demo();
    stopped.queue.stop();
    vec![
        ("request_in_progress", in_progress),
        ("same_wallet", TestServer::start(refusing).post("/v1/spends", "k", SPEND)),
        ("internal_error", failing(StoreErrorKind::Corrupt).post("/v1/spends", "k", SPEND)),
        ("overloaded", full),
        ("outcome_unknown", unknown),
        ("store_unavailable", failing(StoreErrorKind::Unavailable).post("/v1/spends", "k", SPEND)),
        ("store_unavailable", failing(StoreErrorKind::Unavailable).get("/health/ready")),
        ("writes_stopped", stopped.post("/v1/spends", "k", SPEND)),
    ]
}

fn bonus_of(name: &str) -> Command {
    bonus("user_001", "GOLD_COINS", 1, name)
}

/// What keys are refused for, and what their bounds refuse.
fn of_keys() -> Vec<(&'static str, Response)> {
    let clock = Arc::new(SetClock::at(1_700_000_000_000_000));
    let parts = Parts { clock: clock.clone(), ..Parts::of(&demo_ledger()) };
    let keys = parts.keys.clone();
    let server = TestServer::start(parts);
    let server = &server;
    let cap = Cap::new(5, 5, 5).ok();
    let (plain, none) = ("read,grant,keys", KeyTerms::default());
    let caps = Some(Caps { grant: cap, ..Caps::default() });
    let networks = vec![parse_network("10.0.0.0/8").expect("a network")];
    let assets = vec![asset("GOLD_COINS")];
    let holder = |seed, scopes, terms| {
        let (key, text) = api_key(seed, "ada", scopes);
        server.block_on(keys.create_key(&ApiKey { terms: Arc::new(terms), ..key })).expect("memory works");
        move |request: Request| server.send(&request.header("Authorization", &format!("Bearer {text}")))
    };
    let support = holder(1, "read,support", KeyTerms { role: Some(Role::Support), caps, ..none.clone() });
    let bounded = holder(2, plain, KeyTerms { approval_over: Some(5), assets, ..none.clone() });
    let away = holder(3, plain, KeyTerms { networks, ..none });
    let give = |members: &str| {
        let body = format!(r#"{{"owner":"user_001","asset":"GOLD_COINS","amount":6{members}}}"#);
        Request::post("/v1/bonuses", &body).key("k")
    };
    let keyed = |path: &str, body: &str| Request::post(path, body);
    let approver = holder(4, "read,approve", KeyTerms::default());
    let of_waiting = |at: usize, act: &str| {
        let id = bonus_of(crate::server::WAITING[at].0).id();
        (format!("/v1/approvals/{id}/{act}"), format!(r#"{{"digest":"{}"}}"#, bonus_of("waits").fingerprint()))
    };
    let ((approve, digest), (other, _)) = (of_waiting(0, "approve"), of_waiting(1, "approve"));
    let own =
        r#"{"command":{"flow":"bonus","idempotency_key":"own","owner":"user_001","asset":"GOLD_COINS","amount":1}}"#;
    server.send(&keyed("/v1/approvals", own)).expect(201);
    let own = format!("/v1/approvals/{}/approve", bonus_of("own").id());
    approver(keyed(&of_waiting(1, "reject").0, "{}")).expect(200);
    let revoked = "/v1/keys/c8c8c8c8c8c8/revoke";
    server.send(&keyed(revoked, "{}")).expect(200);
    vec![
        ("invalid_key_terms", server.send(&keyed("/v1/keys", r#"{"name":"n","role":"king"}"#))),
        ("ticket_required", support(give(""))),
        ("address_not_allowed", away(give(""))),
        ("asset_not_allowed", bounded(Request::get("/v1/wallets/user_001/DIAMONDS"))),
        ("exceeds_own_key", bounded(keyed("/v1/keys", r#"{"name":"n","role":"approver"}"#))),
        ("cap_exceeded", support(give(r#","reason":"r","metadata":{"ticket":"T-1"}"#))),
        ("approval_required", bounded(give(""))),
        ("own_approval", server.send(&keyed(&own, &digest))),
        ("approval_not_found", server.get("/v1/approvals/00000000-0000-0000-0000-000000000000")),
        ("approval_changed", approver(keyed(&approve, r#"{"digest":"x"}"#))),
        ("approval_settled", approver(keyed(&other, &digest))),
        ("approval_expired", {
            clock.set(1_700_000_000_000_000 + 24 * 60 * 60 * 1_000_000);
            approver(keyed(&approve, &digest))
        }),
        ("key_not_found", server.send(&keyed("/v1/keys/0123456789ab/revoke", "{}"))),
        ("key_not_live", server.send(&keyed("/v1/keys/c8c8c8c8c8c8/rotate", "{}"))),
    ]
}

/// What webhooks and alerts are refused for.
fn of_webhooks() -> Vec<(&'static str, Response)> {
    let server = TestServer::demo();
    let create = |members: &str| server.send(&Request::post("/v1/webhooks", &format!("{{{members}}}")));
    let put = |id: &str, line: &str| {
        let body = format!(r#"{{"asset":"GOLD_COINS","all":true,{line}}}"#);
        server.send(&Request::new("PUT", &format!("/v1/alerts/{id}")).json(&body))
    };
    let good = r#""url":"https://shop.example/hook""#;
    let replay = || server.send(&Request::post("/v1/webhooks/010101010101/replay", r#"{"from":"0.0"}"#));
    // Two webhooks and an alert are there.
    (2..50).for_each(|_| drop(create(good).expect(201)));
    (1..100).for_each(|number| drop(put(&format!("alert-{number}"), r#""above":5"#).expect(200)));
    replay().expect(202);
    vec![
        ("invalid_url", create(r#""url":"http://shop.example/hook""#)),
        ("forbidden_address", create(r#""url":"https://localhost/hook""#)),
        ("invalid_secret", create(&format!(r#"{good},"secret":"whsec_c2hvcnQ=""#))),
        ("invalid_alert", put("low", r#""below":0"#)),
        ("webhook_not_found", server.get("/v1/webhooks/aaaaaaaaaaaa")),
        ("alert_not_found", server.get("/v1/alerts/low")),
        ("too_many_webhooks", create(good)),
        ("too_many_alerts", put("low", r#""below":5"#)),
        ("replay_running", replay()),
    ]
}

/// The problem of a batch's first result, as if it had been the answer.
fn first_problem(answer: &Response) -> Response {
    let text = answer.text();
    let start = text.find(r#""problem":"#).expect("a problem") + r#""problem":"#.len();
    let problem = &text[start..text.len() - "}]}".len()];
    let status = serde_json::from_str::<serde_json::Value>(problem).expect("JSON")["status"].as_u64();
    let status = u16::try_from(status.expect("a number")).expect("a status");
    Response::new(status, &[("content-type", "application/problem+json")], problem)
}

/// A store that refuses everything with what no flow can come to, yet.
struct Refusing(Rejection);

#[async_trait]
impl Ledger for Refusing {
    async fn execute_grouped(&self, commands: &[Command], _: &[Group]) -> Result<Vec<Outcome>, StoreError> {
        let refuse = |command: &Command| {
            Outcome::Decided(Transaction {
                command: command.clone(),
                created_at: Timestamp::from_micros(0),
                result: Err(self.0.clone()),
            })
        };
        Ok(commands.iter().map(refuse).collect())
    }
}
