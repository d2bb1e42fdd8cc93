//! What transactions say of themselves, byte for byte the same from memory, SQLite and PostgreSQL with several lanes.

use std::sync::Arc;

use serde_json::{Value, json};
use wallet_domain::testing::{MemoryLedger, SetClock};
use wallet_domain::{Feed, Lanes, Ledger, Registry, Rollups, Search, Snapshots, Wallets};
use wallet_postgres::{PgConfig, PgLedger};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

use crate::server::{Parts, TestServer};
use harness::http::Request;

const NOW: i64 = 1_700_000_000_000_000;

/// The same requests to a server of each store. The first answers for all: it has one lane, the last has two.
pub(crate) struct Stores {
    servers: Vec<(&'static str, TestServer)>,
    postgres: Arc<PgLedger>,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Stores {
    pub(crate) fn new() -> Self {
        let (clock, folder) = (Arc::new(SetClock::at(NOW)), tempfile::tempdir().expect("a folder"));
        let config = SqliteConfig::at(folder.path().join("wallet.db"));
        wallet_sqlite::migrate(&config).expect("a new file");
        let sqlite = SqliteLedger::open(config, clock.clone()).expect("a migrated file");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let lanes = Lanes::new(2).expect("valid");
        let postgres = runtime.block_on(async {
            let url = harness::database::create_migrated(async |url| {
                wallet_postgres::migrate(&PgConfig::new(url)).await.expect("a new database can be migrated");
            });
            let config = PgConfig { lanes, ..PgConfig::new(url.await) };
            PgLedger::connect(config, clock.clone()).await.expect("the database is there")
        });
        let postgres = Arc::new(postgres);
        let servers = vec![
            ("memory", server(&Arc::new(MemoryLedger::new(clock.clone())), &clock)),
            ("SQLite", server(&Arc::new(sqlite), &clock)),
            ("PostgreSQL", server(&postgres, &clock)),
        ];
        let stores = Self { servers, postgres, runtime, _folder: folder };
        stores.set_up();
        stores
    }

    fn set_up(&self) {
        let gold = json!({"code": "GOLD", "name": "Gold", "policy": {"transferable": true}});
        let coins = json!({"code": "COINS", "name": "Coins", "policy": {"opens_on_credit": true, "starting_balance": 25,
            "rates": [{"to": "GOLD", "pay": 10, "receive": 3}]}});
        for asset in [gold, json!({"code": "KEYS", "name": "Keys"}), coins] {
            self.send(&Request::post("/v1/assets", &asset.to_string()));
        }
        for code in ["GOLD", "KEYS"] {
            for owner in ["user_001", "user_002"] {
                self.send(&Request::new("PUT", &format!("/v1/wallets/{owner}/{code}")));
            }
        }
        for code in ["GOLD", "KEYS", "COINS"] {
            self.post("/v1/mints", &format!("m{code}"), &json!({"asset": code, "amount": 1_000}));
        }
        self.post("/v1/top-ups", "opening", &json!({"owner": "user_001", "asset": "GOLD", "amount": 100}));
    }

    pub(crate) fn send(&self, request: &Request) -> (u16, String) {
        let answers: Vec<_> = self.servers.iter().map(|(name, server)| (name, server.send(request))).collect();
        let (_, first) = &answers[0];
        for (name, answer) in &answers[1..] {
            assert_eq!((answer.status, answer.text()), (first.status, first.text()), "{name}: {}", request.head());
        }
        (first.status, first.text().to_owned())
    }

    /// A write that is carried out. A later read tells of it what it has told itself.
    pub(crate) fn post(&self, target: &str, key: &str, body: &Value) -> Value {
        let (status, text) = self.send(&Request::post(target, &body.to_string()).key(key));
        assert_eq!(status, 201, "{target} {body}: {text}");
        let told: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(self.get(&format!("/v1/transactions/{}", told["id"].as_str().expect("an id"))), told);
        told
    }

    pub(crate) fn get(&self, target: &str) -> Value {
        let (status, text) = self.send(&Request::get(target));
        assert_eq!(status, 200, "{target}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// How many entries a transaction has in the database of several lanes.
    fn stored_entries(&self, transaction: &Value) -> usize {
        let id = transaction["id"].as_str().expect("an id").parse().expect("an id");
        let found = self.runtime.block_on(self.postgres.find_transaction(id)).expect("the store works");
        found.expect("it was recorded").entries().len()
    }
}

fn server<S: Feed + Ledger + Wallets + Search + Rollups + Snapshots + Registry + 'static>(
    store: &Arc<S>,
    clock: &Arc<SetClock>,
) -> TestServer {
    TestServer::start(Parts { clock: clock.clone(), ..Parts::of(store) })
}

pub(crate) fn leg(owner: &str, amount: i64, counterparty: &str) -> (String, i64, String) {
    (owner.to_owned(), amount, counterparty.to_owned())
}

/// Whose entry, how much, and with whom.
pub(crate) fn legs(transaction: &Value) -> Vec<(String, i64, String)> {
    let entries = transaction["entries"].as_array().expect("a list").iter();
    let text = |entry: &Value, name: &str| entry[name].as_str().map_or("nobody".to_owned(), str::to_owned);
    let leg = |it: &Value| (text(it, "owner"), it["amount"].as_i64().expect("it"), text(it, "counterparty"));
    entries.map(leg).collect()
}

#[test]
fn a_grant_that_several_stripes_pay_is_one_debit_at_every_store() {
    let stores = Stores::new();
    let granted = stores.post("/v1/top-ups", "g", &json!({"owner": "user_001", "asset": "KEYS", "amount": 400}));
    assert!(stores.stored_entries(&granted) > 2, "the mint went to another lane's stripe");
    assert_eq!(legs(&granted), [leg("system:treasury", -400, "user_001"), leg("user_001", 400, "system:treasury")]);
    for unknown in ["balance_after", "sequence", "stripe"] {
        assert_eq!(granted["entries"][0].get(unknown), None, "{unknown}");
    }
    let minted = stores.get("/v1/transactions?owner=system:treasury&idempotency_key=mKEYS");
    assert_eq!((&minted["balance"], &minted["amount"]), (&json!(1_000), &json!(1_000)));
}

#[test]
fn every_flow_tells_its_order_and_what_came_of_it() {
    let stores = Stores::new();
    let gold = |more: Value| {
        let mut body = json!({"owner": "user_001", "asset": "GOLD", "amount": 20});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        body
    };
    let first = stores.post("/v1/bonuses", "first", &json!({"owner": "user_003", "asset": "COINS", "amount": 5}));
    assert_eq!((&first["balance"], first.get("starting_balance")), (&json!(30), None));
    let start = stores.get("/v1/transactions?owner=user_003&idempotency_key=starting%20COINS");
    assert_eq!(
        (&start["starting_balance"], &start["amount"], &start["flow"]),
        (&json!(true), &json!(25), &json!("bonus"))
    );
    stores.send(&Request::new("PUT", "/v1/wallets/user_003/GOLD"));
    let change = json!({"owner": "user_003", "asset": "COINS", "amount": 25, "to": "GOLD", "min_receive": 5});
    let changed = stores.post("/v1/conversions", "change", &change);
    let figures = ["to", "min_receive", "received", "amount", "left"].map(|name| changed[name].clone());
    assert_eq!(figures, [json!("GOLD"), json!(5), json!(7), json!(24), json!(1)]);

    let (pay, receive) = (json!([{"asset": "GOLD", "amount": 30}]), json!([{"asset": "KEYS", "amount": 2}]));
    let buy = json!({"owner": "user_001", "pay": pay, "receive": receive, "sku": "chest_7"});
    let bought = stores.post("/v1/purchases", "buy", &buy);
    assert_eq!((&bought["pay"], &bought["receive"], &bought["sku"]), (&pay, &receive, &json!("chest_7")));

    let held = stores.post("/v1/holds", "hold", &gold(json!({})));
    let target = format!("/v1/holds/{}/capture", held["id"].as_str().expect("an id"));
    stores.post(&target, "part", &json!({"amount": 5}));
    let rest = stores.post(&target, "rest", &json!({}));
    assert_eq!((&rest["amount"], &rest["hold"], rest.get("moved")), (&json!(15), &held["id"], None));
    let target = format!("/v1/transactions/{}/reversals", rest["id"].as_str().expect("an id"));
    let back = stores.post(&target, "back", &json!({"amount": 4, "on_shortfall": "take_available"}));
    assert_eq!(
        (&back["amount"], &back["reverses"], &back["reversed_flow"]),
        (&json!(4), &rest["id"], &json!("capture"))
    );
    assert_eq!(legs(&back), [leg("system:revenue", -4, "user_001"), leg("user_001", 4, "system:revenue")]);
    assert_eq!(stores.get(&target)["data"], json!([back]), "as the list of reversals has it");
}

#[test]
fn the_treasury_and_revenue_have_one_history_and_one_statement() {
    let stores = Stores::new();
    for (player, amount) in [("user_001", 400), ("user_002", 30), ("user_001", 5)] {
        let body = json!({"owner": player, "asset": "KEYS", "amount": amount});
        stores.post("/v1/top-ups", &format!("t{amount}"), &body);
    }
    let spend = json!({"owner": "user_001", "asset": "KEYS", "amount": 7});
    stores.post("/v1/spends", "s", &spend);
    let figures = |entries: &Value| -> Vec<(i64, i64)> {
        let figure = |entry: &Value, name: &str| entry[name].as_i64().expect("a number");
        let entries = entries.as_array().expect("a list").iter();
        entries.map(|entry| (figure(entry, "amount"), figure(entry, "balance_after"))).collect()
    };
    let treasury = "/v1/wallets/system:treasury/KEYS";
    // All of it is of one moment, so the lanes' entries have no other order than that of the lanes.
    let page = stores.servers[2].1.get(&format!("{treasury}/entries")).expect(200);
    let mut amounts: Vec<i64> = figures(&page["data"]).into_iter().map(|(amount, _)| amount).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [-400, -30, -5, 1_000]);
    for (_, server) in &stores.servers {
        let statement = server.get(&format!("{treasury}/statement")).expect(200);
        assert_eq!((&statement["opening_balance"], &statement["closing_balance"]), (&json!(0), &json!(565)));
        let told = figures(&statement["entries"]);
        assert_eq!(told.len(), 4);
        let mut balance = 0;
        for (amount, after) in told {
            balance += amount;
            assert_eq!(after, balance);
        }
        let csv = server.get(&format!("{treasury}/statement?format=csv"));
        assert!(csv.text().contains(",-400,") && csv.text().contains(",user_001,"), "{}", csv.text());
        assert_eq!(
            server.get(&format!("{treasury}/entries?order=asc&limit=2")).expect(200)["data"][1].get("stripe"),
            None
        );
    }
    let revenue = stores.get("/v1/wallets/system:revenue/KEYS/entries");
    let line = &revenue["data"][0];
    assert_eq!((&line["amount"], &line["counterparty"], line.get("sequence")), (&json!(7), &json!("user_001"), None));
}
