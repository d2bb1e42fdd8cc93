//! Who holds an asset, from the newest snapshot.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::rollup::Day;
use wallet_domain::testing::{SetClock, amount, asset, bonus, key, mint, owing_30, owner};
use wallet_domain::{Clock, Command, Details, Ledger, Registry, Snapshots, Zone};

use crate::server::{Parts, TestServer, demo_ledger_at};
use harness::http::Request;

const START: i64 = 1_700_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

/// Takes a snapshot, as the job of a server does.
async fn look(store: &dyn Snapshots) {
    let snapshot = store.take_snapshot().await.expect("memory works");
    let day = Day::of(snapshot.moment.at, &Zone::default());
    assert!(store.keep_snapshot(&snapshot, day).await.expect("memory works"));
}

/// GOLD_COINS of 500, 300, 100 and 100, a hold, a debt, and a look at it; on the day before there were two holders.
fn served() -> TestServer {
    let clock = Arc::new(SetClock::at(START));
    let ledger = demo_ledger_at(clock.clone());
    let filled = async {
        look(&*ledger).await;
        let names = ["user_003", "user_004", "user_005"].map(|name| (owner(name), asset("GOLD_COINS")));
        ledger.open_wallets(&names).await.expect("memory works");
        let commands = [
            mint("GOLD_COINS", 1_000, "more"),
            bonus("user_002", "GOLD_COINS", 300, "b"),
            bonus("user_003", "GOLD_COINS", 100, "b"),
            bonus("user_004", "GOLD_COINS", 100, "b"),
            Command::hold(key("h"), owner("user_002"), asset("GOLD_COINS"), amount(120), 7_200, Details::default())
                .expect("a time within bounds"),
        ];
        let outcomes = ledger.execute(&[&commands[..], &owing_30("user_005", "GOLD_COINS")].concat()).await;
        assert!(outcomes.expect("memory works").iter().all(|outcome| outcome.result().is_ok()));
        clock.set(START + 24 * HOUR);
        let late =
            Command::hold(key("l"), owner("user_001"), asset("GOLD_COINS"), amount(7), 200_000, Details::default());
        ledger.execute(&[late.expect("a time within bounds")]).await.expect("memory works");
        look(&*ledger).await;
    };
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(filled);
    let clock: Arc<dyn Clock> = clock;
    TestServer::start(Parts { clock, ..Parts::of(&ledger) })
}

fn get(server: &TestServer, what: &str) -> Value {
    server.get(&format!("/v1/analytics/{what}")).expect(200)
}

fn csv(server: &TestServer, what: &str) -> String {
    let answer = server.send(&Request::get(&format!("/v1/analytics/{what}")).header("Accept", "text/csv"));
    answer.assert_status(200);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let of = get(server, what);
    assert_eq!(answer.header("wallet-as-of"), of["as_of"]["event"].as_str());
    assert_eq!(answer.header("wallet-zone"), of["zone"].as_str());
    answer.text().to_owned()
}

#[test]
fn a_distribution_is_of_the_holders_and_adds_up() {
    let server = served();
    let of = get(&server, "distribution?asset=GOLD_COINS");
    assert_eq!(of["as_of"]["at"], "2023-11-15T22:13:20.000000Z");
    let last = server.get("/v1/events?limit=200").expect(200)["data"].as_array().expect("a list").last().cloned();
    let position = |id: &Value| id.as_str().and_then(|id| id.split_once('.')).map(|(position, _)| position.to_owned());
    assert_eq!(position(&of["as_of"]["event"]), position(&last.expect("there are events")["id"]));
    assert_eq!((&of["asset"], &of["zone"]), (&json!("GOLD_COINS"), &json!("UTC")));
    assert_eq!((&of["wallets"], &of["holders"], &of["total"]), (&json!(5), &json!(4), &json!(1_000)));
    assert_eq!(of["check"], json!({"ledger_minor": 1_000, "holdings_minor": 1_000, "equal": true}));
    // 100, 100, 300, 500: (2 * (100 + 200 + 900 + 2000) - 5 * 1000) / (4 * 1000).
    assert_eq!(of["gini"], json!(0.35));
    let percentiles = of["percentiles"].as_array().expect("a list");
    let at = |percent: f64| percentiles.iter().find(|it| it["percent"] == json!(percent)).expect("it is there");
    assert_eq!(
        (&at(50.0)["balance"], &at(75.0)["balance"], &at(99.9)["balance"]),
        (&json!(100), &json!(300), &json!(500))
    );
    let lorenz = of["lorenz"].as_array().expect("a list");
    assert_eq!((lorenz.len(), &lorenz[50]), (101, &json!({"holders_percent": 50, "balance_percent": 20.0})));
    assert_eq!(lorenz[80], json!({"holders_percent": 80, "balance_percent": 60.0}));
    let text = csv(&server, "distribution?asset=GOLD_COINS");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..5], ["measure,percent,value", "wallets,,5", "holders,,4", "total,,1000", "gini,,0.35"]);
    assert!(lines.contains(&"percentile,99.9,500") && lines.contains(&"lorenz,80.0,60.0"), "{text}");
}

#[test]
fn the_largest_holders_come_with_what_is_held_and_owed() {
    let server = served();
    let top = get(&server, "top?asset=GOLD_COINS");
    let holder = |owner: &str, balance: i64, held: i64, share: f64| json!({"owner": owner, "balance": balance, "held": held, "debt": 0, "share_percent": share});
    // The hold of two hours is over.
    let all = [
        holder("user_001", 500, 7, 50.0),
        holder("user_002", 300, 0, 30.0),
        holder("user_003", 100, 0, 10.0),
        holder("user_004", 100, 0, 10.0),
    ];
    assert_eq!(top["items"], json!(all));
    assert_eq!(get(&server, "top?asset=GOLD_COINS&limit=2")["items"], json!(all[..2]));
    let text = csv(&server, "top?asset=GOLD_COINS&limit=1");
    assert_eq!(text, "owner,balance,held,debt,share_percent\r\nuser_001,500,7,0,50.0\r\n");
    for limit in ["0", "101", "+1", "x"] {
        server.get(&format!("/v1/analytics/top?asset=GOLD_COINS&limit={limit}")).problem(400, "invalid_limit");
    }
}

#[test]
fn holders_are_told_by_day_and_a_day_is_final_once_it_is_over() {
    let server = served();
    let day = |day: &str, is_final: bool, holders: i64, wallets: i64| json!({"day": day, "final": is_final, "holders": holders, "wallets": wallets});
    let all = [day("2023-11-14", true, 1, 2), day("2023-11-15", false, 4, 5)];
    assert_eq!(get(&server, "holders?asset=GOLD_COINS")["days"], json!(all));
    assert_eq!(get(&server, "holders?asset=GOLD_COINS&to=2023-11-14")["days"], json!(all[..1]));
    assert_eq!(get(&server, "holders?asset=GOLD_COINS&from=2023-11-15&to=2023-11-15")["days"], json!(all[1..]));
    let text = csv(&server, "holders?asset=GOLD_COINS&from=2023-11-15");
    assert_eq!(text, "day,final,holders,wallets\r\n2023-11-15,false,4,5\r\n");
    for bad in ["from=2023-11-16&to=2023-11-15", "from=yesterday", "to=2023-11-31", "to=2023-11-15T00:00:00Z"] {
        server.get(&format!("/v1/analytics/holders?asset=GOLD_COINS&{bad}")).problem(400, "malformed_query");
    }
}

#[test]
fn debts_are_told_by_age_and_holds_by_their_end() {
    let server = served();
    let debts = get(&server, "debts?asset=GOLD_COINS");
    assert_eq!((&debts["count"], &debts["total"]), (&json!(1), &json!(30)));
    let ages = debts["ages"].as_array().expect("a list");
    assert_eq!(ages[0], json!({"days_max": 1, "count": 1, "amount": 30}), "a day old");
    assert_eq!((ages.len(), &ages[5]), (6, &json!({"days_max": null, "count": 0, "amount": 0})));
    let holds = get(&server, "holds?asset=GOLD_COINS");
    assert_eq!((&holds["count"], &holds["total"]), (&json!(1), &json!(7)), "the other one is over");
    assert_eq!(holds["ends"][1], json!({"within_days": 3, "count": 1, "amount": 7}));
    assert!(csv(&server, "debts?asset=GOLD_COINS").starts_with("days_max,count,amount\r\n1,1,30\r\n7,0,0\r\n"));
    assert!(csv(&server, "holds?asset=GOLD_COINS").ends_with("3,1,7\r\n7,0,0\r\n,0,0\r\n"));
}

#[test]
fn before_the_first_snapshot_the_answers_say_so() {
    let server = TestServer::demo();
    let empty = get(&server, "distribution?asset=GOLD_COINS");
    assert_eq!((&empty["as_of"], &empty["gini"], &empty["check"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&empty["holders"], &empty["percentiles"], &empty["lorenz"]), (&json!(0), &json!([]), &json!([])));
    for (what, list) in [("top", "items"), ("holders", "days"), ("debts", "ages"), ("holds", "ends")] {
        let answer = get(&server, &format!("{what}?asset=GOLD_COINS"));
        assert_eq!((&answer["as_of"], &answer[list]), (&Value::Null, &json!([])), "{what}");
        server.get(&format!("/v1/analytics/{what}?asset=NOPE")).problem(404, "asset_not_found");
        server.get(&format!("/v1/analytics/{what}?asset=nope")).problem(400, "invalid_asset");
        server.get(&format!("/v1/analytics/{what}")).problem(400, "malformed_query");
        server.get(&format!("/v1/analytics/{what}?asset=GOLD_COINS&format=xml")).problem(400, "malformed_query");
    }
}
