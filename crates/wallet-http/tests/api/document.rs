//! What generators of clients ask of the document. That they take it is held by `cargo xtask contract --clients`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use wallet_domain::Flow;
use wallet_http::http::problem::Code;

use crate::operations::{conforms, document, documented, resolve};
use crate::server::TestServer;
use harness::http::Request;

/// Every value of the document, with the keys that lead to it.
fn walk<'a>(place: &str, value: &'a Value, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(place, value);
    match value {
        Value::Object(members) => members.iter().for_each(|(name, one)| walk(&format!("{place}/{name}"), one, visit)),
        Value::Array(items) => items.iter().for_each(|one| walk(place, one, visit)),
        _ => {}
    }
}

fn schema<'a>(document: &'a Value, name: &str) -> &'a Value {
    &document["components"]["schemas"][name]
}

#[test]
fn the_document_is_small_and_refers_to_what_there_is_and_to_all_of_it() {
    let document = document();
    let (size, operations) = (document.to_string().len(), documented(&document).len());
    assert!(size < 4_000 * operations, "{size} bytes for {operations} operations");
    let mut named = BTreeSet::new();
    walk("", &document, &mut |place, value| {
        let is_reference = place.ends_with("/$ref") || place.contains("/mapping/");
        if let Some(target) = value.as_str().filter(|_| is_reference) {
            assert!(document.pointer(&target[1..]).is_some(), "{place}: there is no {target}");
            named.insert(target.to_owned());
        }
    });
    for kind in ["schemas", "responses", "parameters", "headers"] {
        for name in document["components"][kind].as_object().expect("some").keys() {
            assert!(named.contains(&format!("#/components/{kind}/{name}")), "nothing refers to {kind} {name}");
        }
    }
    assert_eq!(document["servers"][0]["url"], "/");
}

#[test]
fn operations_are_named_as_methods_and_each_has_one_list_of_problems() {
    let document = document();
    let mut ids = BTreeSet::new();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    for (name, operation) in documented(&document) {
        let id = operation["operationId"].as_str().expect("an id");
        let is_camel = id.starts_with(|first: char| first.is_ascii_lowercase())
            && id.chars().all(|letter| letter.is_ascii_alphanumeric());
        assert!(is_camel && ids.insert(id), "{name}: {id}");
        let problems = operation["x-problems"].as_array().expect("a list");
        let statuses = operation["responses"].as_object().expect("responses");
        for problem in problems {
            let code = Code::ALL.iter().find(|code| code.name() == problem).expect("a code");
            assert!(statuses.contains_key(&code.status().to_string()), "{name}: {problem}");
        }
        let told = problems.iter().filter_map(Value::as_str).map(|one| codes.iter().position(|code| *code == one));
        assert!(told.is_sorted(), "{name}: by status");
    }
    for id in ["createTopUp", "captureHold", "getWallet", "listEntries", "freezeWallets"] {
        assert!(ids.contains(id), "{id}");
    }
}

/// The program over every route, by types that are made of the document: `cargo xtask test` compiles and runs it.
#[test]
fn every_operation_is_in_the_program_in_typescript() {
    let program = include_str!("../../../../xtask/clients/routes.ts");
    for (name, _) in documented(&document()) {
        let (method, path) = name.split_once(' ').expect("a method and a path");
        assert!(program.contains(&format!("client.{method}(\"{path}\"")), "xtask/clients/routes.ts has no {name}");
    }
}

#[test]
fn patterns_have_no_look_ahead_and_an_object_says_what_it_takes() {
    walk("", &document(), &mut |place, value| {
        if let Some(pattern) = value.as_str().filter(|_| place.ends_with("/pattern")) {
            assert!(!pattern.contains("(?"), "{place}: {pattern}");
        }
        let is_object = value["type"] == "object" || value["type"].as_array().is_some_and(|all| all[0] == "object");
        if is_object && value["properties"].is_null() {
            assert!(!value["additionalProperties"].is_null(), "{place} takes any member or none: it must say so");
        }
    });
}

#[test]
fn what_answers_always_have_is_required_and_what_they_may_lack_is_not_null() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let answers = schemas.iter().filter(|(_, schema)| schema["additionalProperties"].is_null());
    let mut members = 0;
    for (name, schema) in answers {
        for (member, described) in schema["properties"].as_object().into_iter().flatten() {
            let is_null =
                |types: &Value| types == "null" || types.as_array().is_some_and(|all| all.contains(&json!("null")));
            let choices = described["oneOf"].as_array().into_iter().flatten();
            let may_be_null = is_null(&described["type"]) || choices.into_iter().any(|one| is_null(&one["type"]));
            let is_required = schema["required"].as_array().is_some_and(|all| all.contains(&json!(member)));
            assert!(is_required || !may_be_null, "{name}.{member}");
            members += 1;
        }
    }
    assert!(members > 150, "{members}");
}

/// `derive` cannot tell a member that is left out from one that is null.
#[test]
fn a_member_that_is_left_out_where_there_is_none_says_that_it_is_never_null() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let folders = ["wire", "problem", "."].map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
    let mut seen = 0;
    for entry in folders.into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let text = if path.is_file() { fs::read_to_string(&path).expect("a text") } else { continue };
        // The other structs are no answers.
        for part in
            text.split("\n#[derive(").filter(|part| part.split(']').next().is_some_and(|it| it.contains("ToSchema")))
        {
            for (before, field) in part.split("skip_serializing_if = \"Option::is_none\"").skip(1).zip(1..) {
                let field_of = before.split(",\n").next().unwrap_or_default();
                assert!(field_of.contains("nullable = false"), "{}: skipped field {field}: {field_of}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn names_are_enums_made_of_the_tables_of_the_domain() {
    let document = document();
    let flows: Vec<&str> = Flow::ALL.iter().map(|flow| flow.name()).collect();
    assert_eq!(schema(&document, "Flow")["enum"], json!(flows));
    assert_eq!(schema(&document, "OnShortfall")["enum"], json!(["refuse", "take_available", "debt"]));
    assert_eq!(schema(&document, "Block")["enum"], json!(["debits", "credits", "all"]));
    assert_eq!(schema(&document, "OverMax")["enum"], json!(["reject", "clip"]));
    for (name, member, set) in [
        ("PostedTransaction", "flow", "Flow"),
        ("Wallet", "status", "WalletStatus"),
        ("Hold", "status", "HoldStatus"),
        ("Problem", "code", "ProblemCode"),
        ("Change", "action", "ChangeAction"),
        ("Limit", "flow", "LimitedFlow"),
    ] {
        let reference = &schema(&document, name)["properties"][member]["$ref"];
        assert_eq!(*reference, format!("#/components/schemas/{set}"), "{name}.{member}");
    }
}

#[test]
fn a_transaction_is_posted_or_rejected_by_its_status_and_answers_are_as_each_says() {
    let document = document();
    let either = schema(&document, "Transaction");
    assert_eq!(either["discriminator"]["propertyName"], "status");
    let [posted, rejected] = ["posted", "rejected"].map(|status| {
        let one = resolve(&document, &json!({"$ref": either["discriminator"]["mapping"][status]})).clone();
        assert_eq!(one["properties"]["status"]["enum"], json!([status]));
        one
    });
    for figure in ["balance", "held", "available", "debt"] {
        assert_eq!(posted["properties"][figure]["type"], "integer");
        assert!(posted["required"].as_array().expect("a list").contains(&json!(figure)), "{figure}");
    }
    assert!(posted["properties"]["problem"].is_null());

    let server = TestServer::demo();
    let spend = |amount: u64| json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": amount}).to_string();
    let done = server.post("/v1/spends", "done", &spend(1)).expect(201);
    server.post("/v1/spends", "refused", &spend(1_000_000)).problem(402, "insufficient_funds");
    let refused = server.get("/v1/transactions?owner=user_001&idempotency_key=refused").expect(200);
    conforms(&document, &posted, &done).expect("as documented");
    conforms(&document, &rejected, &refused).expect("as documented");
    assert!(conforms(&document, &posted, &refused).is_err() && conforms(&document, &rejected, &done).is_err());
    let held = server.send(&Request::post("/v1/holds", &spend(1)).key("held")).expect(201);
    conforms(&document, &posted, &held).expect("as documented");
}
