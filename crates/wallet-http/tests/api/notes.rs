//! Notes about owners: kept for ever, the latest first, with who wrote them.

use serde_json::{Value, json};
use wallet_domain::testing::api_key;

use crate::guarded::Guarded;
use crate::server::TestServer;
use harness::http::Request;

fn add(server: &TestServer, owner: &str, text: &str) -> harness::http::Response {
    server.send(&Request::post(&format!("/v1/owners/{owner}/notes"), &json!({ "text": text }).to_string()))
}

fn texts(page: &Value) -> Vec<String> {
    let notes = page["data"].as_array().expect("a list").iter();
    notes.map(|note| note["text"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn notes_are_listed_the_latest_first_and_a_repeat_is_one() {
    let server = TestServer::demo();
    assert_eq!(server.get("/v1/owners/user_001/notes").expect(200), json!({"data": [], "next_cursor": null}));
    let first = add(&server, "user_001", "asked for a refund\nof \"a hat\"").expect(201);
    assert_eq!((&first["actor"], &first["text"]), (&json!("anyone"), &json!("asked for a refund\nof \"a hat\"")));
    assert_eq!(add(&server, "user_001", "asked for a refund\nof \"a hat\"").expect(201), first, "it was sent again");
    for text in ["two", "three", "four"] {
        add(&server, "user_001", text).expect(201);
        add(&server, "user_002", "of somebody else").expect(201);
    }
    let page = server.get("/v1/owners/user_001/notes?limit=3").expect(200);
    assert_eq!(texts(&page), ["four", "three", "two"]);
    let cursor = page["next_cursor"].as_str().expect("there is one more");
    let rest = server.get(&format!("/v1/owners/user_001/notes?limit=3&cursor={cursor}")).expect(200);
    assert_eq!(rest, json!({"data": [first], "next_cursor": null}));
    server.get(&format!("/v1/owners/user_002/notes?cursor={cursor}")).problem(400, "invalid_cursor");
    // The audit trail and the feed have them, too.
    let change = server.get("/v1/changes?owner=user_001&limit=1").expect(200)["data"][0].clone();
    assert_eq!((&change["action"], &change["asset"]), (&json!("note"), &Value::Null));
    assert_eq!(change["after"], json!({"note": "four"}));
    let events = server.get("/v1/events?types=owner.noted&owner=user_001&limit=1").expect(200);
    assert_eq!(events["data"][0]["data"]["change"]["after"]["note"], "asked for a refund\nof \"a hat\"");
}

#[test]
fn a_note_that_is_none_or_about_nobody_is_refused() {
    let server = TestServer::demo();
    for text in ["", " \n ", "a\rb", &"x".repeat(2_001)] {
        add(&server, "user_001", text).problem(400, "invalid_description");
    }
    add(&server, "user_001", &"ä".repeat(2_000)).expect(201);
    for body in ["{}", r#"{"text":7}"#, r#"{"text":"a","by":"me"}"#] {
        server.send(&Request::post("/v1/owners/user_001/notes", body)).problem(400, "malformed_body");
    }
    let missing = add(&server, "nobody", "hello").problem(404, "wallet_not_found");
    assert_eq!(missing["detail"], "nobody has no wallet.");
    add(&server, "system:treasury", "hello").problem(400, "invalid_owner");
    server.get("/v1/owners/a%20b/notes").problem(400, "invalid_owner");
}

#[test]
fn whoever_reads_sees_notes_and_an_operators_key_is_named() {
    let guarded = Guarded::required();
    let (_, read) = guarded.create(api_key(1, "reader", "read"));
    let (operator, operate) = guarded.create(api_key(2, "operator", "operate"));
    let write = Request::post("/v1/owners/user_001/notes", r#"{"text":"called"}"#);
    guarded.send(&write, &read).problem(403, "forbidden");
    assert_eq!(guarded.send(&write, &operate).expect(201)["actor"], format!("key {operator}"));
    let notes = guarded.send(&Request::get("/v1/owners/user_001/notes"), &read).expect(200);
    assert_eq!(texts(&notes), ["called"]);
}
