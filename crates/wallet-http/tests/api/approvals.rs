//! Approvals: asked for by one key, given by another, carried out once.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::access::{ApiKey, ApiKeys, KeyTerms};
use wallet_domain::testing::{MemoryApprovals, SetClock, api_key};
use wallet_domain::{ChangeNote, StoreErrorKind, Timestamp};
use wallet_http::http::access::KeyPolicy;

use crate::faults::failing_ledger;
use crate::guarded::{Guarded, Made, NOW};
use crate::server::Parts;
use harness::http::{Request, Response};

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// A server, an operator who may give 50 alone, and an approver.
struct Desk {
    guarded: Guarded,
    operator: Made,
    approver: Made,
}

impl Desk {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(set: impl FnOnce(&mut Parts)) -> Self {
        let guarded = Guarded::start_with(|parts| {
            parts.policy = KeyPolicy::Required;
            set(parts);
        });
        let (key, text) = api_key(1, "op", "read,grant");
        let terms = Arc::new(KeyTerms { approval_over: Some(50), ..KeyTerms::default() });
        let operator = guarded.create((ApiKey { terms, ..key }, text));
        let approver = guarded.create(api_key(2, "eve", "read,approve"));
        Self { guarded, operator, approver }
    }

    fn ask(&self, body: &Value) -> Response {
        self.guarded.send(&Request::post("/v1/approvals", &body.to_string()), &self.operator.1)
    }

    fn decide(&self, approval: &Value, act: &str, body: &Value, key: &str) -> Response {
        let path = format!("/v1/approvals/{}/{act}", approval["id"].as_str().expect("an id"));
        self.guarded.send(&Request::post(&path, &body.to_string()), key)
    }

    fn approve(&self, approval: &Value) -> Response {
        self.decide(approval, "approve", &json!({"digest": approval["digest"]}), &self.approver.1)
    }

    fn balance(&self) -> i64 {
        let wallet = self.guarded.send(&Request::get("/v1/wallets/user_001/GOLD_COINS"), &self.operator.1).expect(200);
        wallet["balance"].as_i64().expect("a number")
    }
}

fn command(name: &str, minor: i64) -> Value {
    json!({"command": {"flow": "bonus", "idempotency_key": name, "owner": "user_001", "asset": "GOLD_COINS",
                       "amount": minor, "reason": "an outage"}})
}

#[test]
fn a_large_correction_is_approved_by_another_and_carried_out_once_with_both_names() {
    let desk = Desk::new();
    let direct = |minor: i64| {
        let body = json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": minor, "reason": "an outage"});
        desk.guarded.send(&Request::post("/v1/bonuses", &body.to_string()).key("case"), &desk.operator.1)
    };
    let refused = direct(51).problem(403, "approval_required");
    assert_eq!(
        (&refused["limit"], &refused["required"], &refused["retry_with"]),
        (&json!(50), &json!(51), &json!("same_key"))
    );
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains("POST /v1/approvals")), "{refused}");
    let before = desk.balance();
    let asked = desk.ask(&command("case", 51)).expect(201);
    assert_eq!(
        (&asked["status"], &asked["command"]["amount"], &asked["maker"]["name"]),
        (&json!("pending"), &json!(51), &json!("op"))
    );
    assert_eq!(desk.ask(&command("case", 51)).expect(201), asked, "the same request is the same approval");
    desk.ask(&command("case", 52)).problem(422, "idempotency_key_reused");
    assert_eq!(desk.balance(), before, "nothing has moved yet");

    let done = desk.approve(&asked).expect(200);
    assert_eq!(
        (&done["approval"]["status"], &done["approval"]["decider"]["name"]),
        (&json!("executed"), &json!("eve"))
    );
    let actor = &done["transaction"]["actor"];
    let (maker, approver) = (desk.operator.0.to_string(), desk.approver.0.to_string());
    assert_eq!(*actor, json!({"name": "op", "key": maker, "approved_by": "eve", "approved_with": approver}));
    assert_eq!(desk.approve(&asked).expect(200)["transaction"], done["transaction"], "asked again");
    assert_eq!(desk.balance(), before + 51);
    // The command itself is now a replay, as is any other of its kind.
    assert_eq!(direct(51).expect(201)["id"], done["transaction"]["id"]);
    let listed = desk.guarded.send(&Request::get("/v1/approvals?status=executed"), &desk.approver.1).expect(200);
    assert_eq!(listed["data"], json!([done["approval"]]));
}

#[test]
fn nobody_approves_their_own_request_another_command_or_one_that_is_over() {
    let clock = Arc::new(SetClock::at(NOW));
    let desk = Desk::with(|parts| parts.clock = clock.clone());
    let asked = desk.ask(&command("case", 51)).expect(201);
    let (own, own_text) = desk.guarded.create(api_key(3, "both", "grant,approve"));
    let mine =
        desk.guarded.send(&Request::post("/v1/approvals", &command("mine", 9).to_string()), &own_text).expect(201);
    assert_eq!(mine["maker"]["key"], own.to_string());
    let digest = json!({"digest": mine["digest"]});
    desk.decide(&mine, "approve", &digest, &own_text).problem(403, "own_approval");
    // The same person has another key.
    let (_, again) = desk.guarded.create(api_key(4, "Both", "approve"));
    desk.decide(&mine, "approve", &digest, &again).problem(403, "own_approval");
    desk.decide(&mine, "reject", &json!({}), &own_text).problem(403, "own_approval");
    desk.decide(&asked, "approve", &digest, &desk.approver.1).problem(409, "approval_changed");
    desk.decide(&asked, "approve", &digest, &desk.operator.1).problem(403, "forbidden");
    clock.set(NOW + DAY_US);
    desk.approve(&asked).problem(409, "approval_expired");
    let listed = |status: &str| {
        let list = Request::get(&format!("/v1/approvals?status={status}"));
        let list = desk.guarded.send(&list, &desk.approver.1).expect(200);
        list["data"].as_array().expect("a list").len()
    };
    // Two that every test's server has are over as well.
    assert_eq!((listed("pending"), listed("expired")), (0, 4));
    desk.decide(&asked, "reject", &json!({}), &desk.approver.1).problem(409, "approval_expired");
}

#[test]
fn what_is_rejected_stays_so_and_moves_nothing() {
    let desk = Desk::new();
    let (before, asked) = (desk.balance(), desk.ask(&command("case", 51)).expect(201));
    let rejected = desk.decide(&asked, "reject", &json!({"reason": "no"}), &desk.approver.1).expect(200);
    assert_eq!((&rejected["status"], &rejected["reason"]), (&json!("rejected"), &json!("no")));
    desk.approve(&asked).problem(409, "approval_settled");
    assert_eq!(desk.balance(), before);
    desk.ask(&json!({"command": {"flow": "mint", "idempotency_key": "m", "asset": "GOLD_COINS", "amount": 1}}))
        .problem(400, "invalid_flow");
}

#[test]
fn what_was_approved_as_the_store_failed_is_carried_out_once_by_asking_again() {
    let approvals = Arc::new(MemoryApprovals::default());
    let kept = approvals.clone();
    let broken = Desk::with(move |parts| {
        parts.approvals = kept;
        parts.ledger = failing_ledger(StoreErrorKind::Unavailable);
    });
    let asked = broken.ask(&command("case", 51)).expect(201);
    broken.approve(&asked).problem(503, "store_unavailable");
    // That it was approved is kept; another server, on the ledger that works again, goes on.
    let desk = Desk::with(move |parts| parts.approvals = approvals);
    let before = desk.balance();
    for _ in 0..2 {
        let done = desk.approve(&asked).expect(200);
        assert_eq!((&done["approval"]["status"], &done["transaction"]["amount"]), (&json!("executed"), &json!(51)));
        assert_eq!(desk.balance(), before + 51);
    }
}

#[test]
fn what_a_revoked_key_asked_for_is_not_approved_but_told_once_it_was() {
    let desk = Desk::new();
    let (late, done) = (desk.ask(&command("late", 51)).expect(201), desk.ask(&command("done", 52)).expect(201));
    let first = desk.approve(&done).expect(200);
    let by = ChangeNote::by("boss").expect("a name");
    let revoked = desk.guarded.keys.revoke_key(desk.operator.0, Timestamp::from_micros(NOW), &by);
    desk.guarded.server.block_on(revoked).expect("memory works");
    let before = desk.approve(&done).expect(200)["transaction"]["actor"].clone();
    assert_eq!(before, first["transaction"]["actor"]);
    let problem = desk.approve(&late).problem(409, "approval_expired");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("revoked")), "{problem}");
    let list = Request::get("/v1/approvals?status=pending");
    let list = desk.guarded.send(&list, &desk.approver.1).expect(200);
    let ids: Vec<_> = list["data"].as_array().expect("a list").iter().map(|it| &it["id"]).collect();
    assert!(ids.contains(&&late["id"]), "it can be turned down yet");
    desk.decide(&late, "reject", &json!({}), &desk.approver.1).expect(200);
}

#[test]
fn two_who_approve_at_once_have_it_carried_out_once_and_each_step_is_told() {
    let desk = Desk::new();
    let before = desk.balance();
    let asked = desk.ask(&command("case", 51)).expect(201);
    let second = desk.guarded.create(api_key(5, "zoe", "read,approve,operate"));
    let digest = json!({"digest": asked["digest"]});
    let answers = std::thread::scope(|scope| {
        let keys = [&desk.approver.1, &second.1, &desk.approver.1, &second.1];
        let (desk, asked, digest) = (&desk, &asked, &digest);
        let tries = keys.map(|key| scope.spawn(move || desk.decide(asked, "approve", digest, key).expect(200)));
        tries.map(|it| it.join().expect("it answers"))
    });
    for answer in &answers {
        assert_eq!(answer["transaction"], answers[0]["transaction"]);
    }
    let id = asked["id"].as_str().expect("an id");
    let told = Request::get(&format!("/v1/changes?object={id}"));
    let told = desk.guarded.send(&told, &second.1).expect(200);
    let told = told["data"].as_array().expect("changes").iter();
    let told: Vec<_> = told.map(|it| (it["action"].as_str().unwrap_or_default(), it["actor_name"].clone())).collect();
    let who = answers[0]["approval"]["decider"]["name"].clone();
    assert_eq!(told, [("execute_command", who.clone()), ("approve_command", who), ("create_approval", json!("op"))]);
    let (_, reader) = desk.guarded.create(api_key(6, "reader", "read"));
    let wallet = desk.guarded.send(&Request::get("/v1/wallets/user_001/GOLD_COINS"), &reader).expect(200);
    assert_eq!(wallet["balance"], json!(before + 51));
}
