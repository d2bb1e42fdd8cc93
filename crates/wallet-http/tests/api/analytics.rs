//! The economy in figures of days: what is told, as of when, and whether it adds up to the ledger.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::rollups::fold_on;
use wallet_domain::testing::{MemoryLedger, SetClock};

use crate::server::{Parts, TestServer, demo_ledger, demo_ledger_at};
use harness::http::Request;

/// 2023-11-14T22:13:20Z.
const NOW: i64 = 1_700_000_000_000_000;
const DAY: i64 = 86_400_000_000;

fn server_on(ledger: &Arc<MemoryLedger>) -> TestServer {
    TestServer::start(Parts::of(ledger))
}

fn spend(server: &TestServer, key: &str, amount: u32, sink: &str) {
    let body = json!({"owner": "user_001", "asset": "GOLD_COINS", "amount": amount, "metadata": {"sink": sink}});
    server.post("/v1/spends", key, &body.to_string()).expect(201);
}

#[test]
fn before_anything_is_folded_there_is_nothing_and_it_says_so() {
    let server = TestServer::demo();
    let answer = server.get("/v1/analytics/supply?asset=GOLD_COINS&from=2023-11-14&to=2023-11-14").expect(200);
    assert_eq!(answer["as_of"], json!({"event": "0.0", "at": null}));
    assert_eq!(answer["check"]["equal"], Value::Null);
    assert_eq!(answer["days"][0]["final"], false);
}

#[test]
fn flows_are_told_by_day_and_label_and_add_up_to_the_ledger() {
    let ledger = demo_ledger();
    let server = server_on(&ledger);
    spend(&server, "a", 30, "shop");
    spend(&server, "b", 5, "=arena");
    spend(&server, "c", 2, "shop");
    server.block_on(fold_on(&*ledger, 4));
    let target = "/v1/analytics/flows?asset=GOLD_COINS&from=2023-11-13&to=2023-11-14";
    let answer = server.get(&format!("{target}&by=sink")).expect(200);
    assert_eq!(
        (&answer["asset"], &answer["by"], &answer["zone"]),
        (&json!("GOLD_COINS"), &json!("sink"), &json!("UTC"))
    );
    let check = &answer["check"];
    assert_eq!((&check["equal"], &check["ledger_minor"]), (&json!(true), &check["rollups_minor"]));
    assert_eq!(answer["days"][0], json!({"day": "2023-11-13", "final": true, "rows": []}));
    let rows = answer["days"][1]["rows"].as_array().expect("rows");
    let spends: Vec<&Value> = rows.iter().filter(|row| row["flow"] == "spend").collect();
    let of = |label: &str, count: u32, out: u32| json!({"flow": "spend", "label": label, "count": count, "in": 0, "out": out});
    assert_eq!(spends, [&of("shop", 2, 32), &of("=arena", 1, 5)]);
    let all = server.get(target).expect(200);
    let rows = all["days"][1]["rows"].as_array().expect("rows");
    assert!(rows.contains(&of("", 3, 37)), "{rows:?}");
    let event = all["as_of"]["event"].as_str().expect("an id");
    assert_eq!(
        event,
        server.get("/v1/events?limit=200").expect(200)["data"].as_array().expect("events").last().expect("one")["id"]
    );

    let csv = server.send(&Request::get(&format!("{target}&by=sink")).header("Accept", "text/csv"));
    csv.assert_status(200);
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(lines[0], "day,final,flow,label,count,in,out");
    assert!(
        lines.contains(&"2023-11-14,false,spend,shop,2,0,32")
            && lines.contains(&"2023-11-14,false,spend,'=arena,1,0,5")
    );
    let headers = ["wallet-as-of", "wallet-zone", "wallet-check", "content-disposition"].map(|name| csv.header(name));
    assert_eq!(
        headers,
        [Some(event), Some("UTC"), Some("equal"), Some("attachment; filename=\"flows-GOLD_COINS.csv\"")]
    );
}

#[test]
fn figures_behind_the_ledger_are_not_called_equal() {
    let ledger = demo_ledger();
    let server = server_on(&ledger);
    server.block_on(fold_on(&*ledger, 100));
    let check = || server.get("/v1/analytics/supply?asset=GOLD_COINS").expect(200)["check"].clone();
    assert_eq!(check()["equal"], true);
    spend(&server, "a", 30, "shop");
    let behind = check();
    assert_eq!(behind["equal"], Value::Null);
    let minor = |name: &str| behind[name].as_i64().expect("a figure");
    assert_eq!(minor("rollups_minor") - minor("ledger_minor"), 30);
    let csv = server.get("/v1/analytics/supply?asset=GOLD_COINS&format=csv");
    assert_eq!(csv.header("wallet-check"), Some("behind"));
    server.block_on(fold_on(&*ledger, 100));
    assert_eq!(check()["equal"], true);
}

#[test]
fn supply_and_velocity_are_told_for_every_day_also_those_on_which_nothing_moved() {
    let clock = Arc::new(SetClock::at(NOW));
    let ledger = demo_ledger_at(clock.clone());
    let server = server_on(&ledger);
    let audit = || server.get("/v1/audit").expect(200)["assets"].as_array().expect("assets")[1].clone();
    let first = audit();
    clock.set(NOW + 2 * DAY);
    spend(&server, "a", 25, "shop");
    server.block_on(fold_on(&*ledger, 1));
    let days = "asset=GOLD_COINS&from=2023-11-14&to=2023-11-17";
    let supply = server.get(&format!("/v1/analytics/supply?{days}")).expect(200);
    let last = audit();
    let finals: Vec<&Value> = supply["days"].as_array().expect("days").iter().map(|day| &day["final"]).collect();
    assert_eq!(finals, [true, true, false, false]);
    for (day, [credited, debited], audit) in [(1, [0, 0], &first), (2, [0, 25], &last), (3, [0, 0], &last)] {
        let told = &supply["days"][day];
        assert_eq!(
            (&told["in"], &told["out"], &told["net"]),
            (&json!(credited), &json!(debited), &json!(credited - debited))
        );
        for (name, of_audit) in
            [("supply", "players"), ("treasury", "treasury"), ("revenue", "revenue"), ("minted", "supply")]
        {
            assert_eq!(told[name], audit[of_audit], "{name} of day {day}");
        }
    }
    let velocity = server.get(&format!("/v1/analytics/velocity?{days}")).expect(200);
    let players = last["players"].as_f64().expect("a figure");
    let told = &velocity["days"][2];
    assert_eq!((&told["active_wallets"], &told["spent"]), (&json!(1), &json!(25)));
    assert!((told["velocity"].as_f64().expect("a ratio") - 25.0 / players).abs() < 0.0001, "{told}");
    let quiet = &velocity["days"][1];
    assert_eq!((&quiet["active_wallets"], &quiet["spent"], &quiet["velocity"]), (&json!(0), &json!(0), &json!(0.0)));
    let empty = server.get("/v1/analytics/velocity?asset=GOLD_COINS&from=2023-11-01&to=2023-11-01").expect(200);
    assert_eq!(empty["days"][0]["velocity"], Value::Null);
    let csv = server.get(&format!("/v1/analytics/velocity?{days}&format=csv"));
    assert!(
        csv.text().starts_with("day,final,active_wallets,spent,supply,velocity\r\n2023-11-14,true,"),
        "{}",
        csv.text()
    );
}

#[test]
fn what_cannot_be_asked_is_refused_in_a_sentence() {
    let server = TestServer::demo();
    for (query, detail) in [
        ("asset=GOLD_COINS&by=player", "`by` must be flow, reason, sink, source, campaign or item."),
        ("asset=GOLD_COINS&from=2023-11-31", "`from`: A day is written as in 2026-11-30."),
        ("asset=GOLD_COINS&to=yesterday", "`to`: A day is written as in 2026-11-30."),
        ("asset=GOLD_COINS&format=xml", "`format` must be json or csv."),
        (
            "asset=GOLD_COINS&from=2023-11-02&to=2023-11-01",
            "`to` must be `from` or a later day, and there must be at most 1100 days.",
        ),
        (
            "asset=GOLD_COINS&from=2001-01-01&to=2023-11-01",
            "`to` must be `from` or a later day, and there must be at most 1100 days.",
        ),
    ] {
        let problem = server.get(&format!("/v1/analytics/flows?{query}")).problem(400, "malformed_query");
        assert_eq!(problem["detail"], detail, "{query}");
    }
    for path in ["flows", "supply", "velocity"] {
        server.get(&format!("/v1/analytics/{path}")).problem(400, "malformed_query");
        server.get(&format!("/v1/analytics/{path}?asset=GOLD_COINS&page=2")).problem(400, "malformed_query");
        server.get(&format!("/v1/analytics/{path}?asset=gold")).problem(400, "invalid_asset");
        server.get(&format!("/v1/analytics/{path}?asset=NOWHERE")).problem(404, "asset_not_found");
    }
}
