//! Deliveries over sockets, from real stores to receivers of every kind, administered over HTTP.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::http::Request;
use harness::receiver::{self, Delivered, Receiver};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wallet_domain::webhook::{Holder, PartitionKey, Webhooks};
use wallet_domain::{Feed, Ledger, OwnerId, Registry, Rollups, Search, Snapshots, SystemClock, Wallets};
use wallet_http::http::wire::Messages;
use wallet_postgres::{PgClock, PgConfig, PgLedger};
use wallet_service::jobs::webhooks::{Deliveries, Pace, Ports};
use wallet_sqlite::{SqliteConfig, SqliteLedger};
use wallet_webhooks::{Guard, HttpSender, SenderOptions, secret, signature};

use crate::server::{Parts, TestServer};

/// Three tries, 200 ms apart.
fn three_tries(attempts: u32, _: f64) -> Option<Duration> {
    (attempts < 3).then_some(Duration::from_millis(200))
}

fn ports<S: Feed + Webhooks + 'static>(store: &Arc<S>) -> Ports {
    let texts = |text: &str| vec![text.to_owned()];
    let guard = Guard::new(&texts("127.0.0.1"), &texts("127.0.0.0/8")).expect("valid");
    let options = SenderOptions { answer_max: Duration::from_secs(1), ..SenderOptions::new(guard) };
    Ports {
        feed: store.clone(),
        webhooks: store.clone(),
        sender: Arc::new(HttpSender::new(options).expect("it starts")),
        render: Arc::new(Messages),
        clock: Arc::new(SystemClock),
    }
}

/// A server on a store with GOLD_COINS, of which user_001 has 1,000.
fn server<S: Ledger + Wallets + Search + Feed + Rollups + Snapshots + Registry + Webhooks + 'static>(
    store: &Arc<S>,
) -> TestServer {
    let server = TestServer::start(Parts { webhooks: Some(ports(store)), ..Parts::of(store) });
    server.send(&Request::post("/v1/assets", r#"{"code":"GOLD_COINS","name":"Gold"}"#)).expect(201);
    server.post("/v1/mints", "mint", r#"{"asset":"GOLD_COINS","amount":1000000}"#).expect(201);
    server.send(&Request::new("PUT", "/v1/wallets/user_001/GOLD_COINS")).expect(201);
    server.post("/v1/top-ups", "top-up", r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1000}"#).expect(201);
    server
}

fn sqlite(folder: &tempfile::TempDir) -> Arc<SqliteLedger> {
    let config = SqliteConfig::at(folder.path().join("wallet.db"));
    wallet_sqlite::migrate(&config).expect("a new file");
    Arc::new(SqliteLedger::open(config, Arc::new(SystemClock)).expect("a migrated file"))
}

/// A loop that delivers; dropping it ends it without a word.
struct Delivering {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Delivering {
    #[expect(clippy::async_yields_async, reason = "the task is awaited when the loop ends")]
    fn start<S: Feed + Webhooks + 'static>(server: &TestServer, store: &Arc<S>, name: &str) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let pace = Pace { pause_after: three_tries, ..Pace::default() };
        let deliveries = Deliveries::new(ports(store), Holder(name.to_owned()), pace);
        let run = deliveries.run(async { drop(stopped.await) }, std::future::pending());
        Self { stop, task: server.block_on(async { tokio::spawn(run) }) }
    }

    fn end(self, server: &TestServer) {
        drop(self.stop);
        server.block_on(self.task).expect("it ends well");
    }
}

/// Makes a webhook and gives its path and its secret.
fn hook(server: &TestServer, url: &str) -> (String, String) {
    let made = server.send(&Request::post("/v1/webhooks", &json!({"url": url, "types": ["spend.posted"]}).to_string()));
    let made = made.expect(201);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (format!("/v1/webhooks/{}", text(&made["webhook"]["id"])), text(&made["secret"]))
}

fn spend(server: &TestServer, key: &str) {
    server.post("/v1/spends", key, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#).expect(201);
}

#[track_caller]
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The URL of a port where `work` gets each connection once its request was read.
fn port(work: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !request.ends_with(b"}") {
                match stream.read(&mut piece) {
                    Ok(read) if read > 0 => request.extend_from_slice(&piece[..read]),
                    _ => break,
                }
            }
            work(stream);
        }
    });
    url
}

fn keys(taken: &[Delivered]) -> Vec<String> {
    let key = |it: &Delivered| it.json()["data"]["transaction"]["idempotency_key"].as_str().expect("a key").to_owned();
    taken.iter().map(key).collect()
}

#[test]
fn receivers_that_are_slow_dead_gone_reset_or_redirect_hold_up_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = sqlite(&folder);
    let server = server(&store);
    let (good, gone, elsewhere) = (Receiver::start(), Receiver::start(), Receiver::start());
    gone.answer_with(410);
    let held: Mutex<Vec<TcpStream>> = Mutex::default();
    let slow = port(move |stream| held.lock().expect("whole").push(stream));
    let resets = port(|stream| {
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).expect("a socket");
    });
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.url());
    let redirects = port(move |mut stream| drop(stream.write_all(moved.as_bytes())));
    let dead = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("it is bound");
    let (good_hook, _) = hook(&server, &good.url());
    let (gone_hook, _) = hook(&server, &gone.url());
    let bad = [
        (slow, "timeout"),
        (resets, "connection_lost"),
        (redirects, "307"),
        (format!("http://{dead}/hook"), "connection_failed"),
    ];
    let bad: Vec<(String, &str)> = bad.into_iter().map(|(url, why)| (hook(&server, &url).0, why)).collect();
    let delivering = Delivering::start(&server, &store, "one");

    let spends = ["a", "b", "c", "d", "e"];
    for key in &spends {
        spend(&server, key);
    }
    let taken = good.wait_until("five came", |taken| taken.len() == 5);
    assert_eq!(keys(&taken), spends);
    // Byte for byte what the feed shows.
    let feed = server.get("/v1/events?types=spend.posted");
    for delivered in &taken {
        assert!(feed.text().contains(str::from_utf8(&delivered.body).expect("text")), "{}", feed.text());
    }
    for (path, why) in &bad {
        let mut parked = Value::Null;
        wait_until("something is parked", || {
            parked = server.get(&format!("{path}/parked")).expect(200)["data"][0].clone();
            parked.is_object()
        });
        let told = parked["error"].as_str().map_or_else(|| parked["status"].to_string(), str::to_owned);
        assert!(told.starts_with(why) && parked["attempts"] == 3, "{parked}");
        assert_eq!(parked["id"].as_str(), Some(taken[0].id.as_str()), "the first one first");
        let attempts = server.get(&format!("{path}/deliveries")).expect(200);
        assert!(attempts["data"].as_array().is_some_and(|attempts| attempts.len() >= 3), "{attempts}");
    }
    assert_eq!(elsewhere.taken().len(), 0, "no redirect is followed");

    let state = || server.get(&gone_hook).expect(200);
    wait_until("the endpoint that is gone is disabled", || state()["status"] == "disabled");
    assert_eq!((&state()["disabled_reason"], gone.taken().len()), (&json!("gone"), 1));
    gone.answer_with(204);
    server.send(&Request::new("PATCH", &gone_hook).json(r#"{"paused":false}"#)).expect(200);
    let late = gone.wait_until("it has all", |taken| taken.len() == 6);
    assert_eq!(keys(&late[1..]), spends, "it goes on where it stopped");

    let delivered = || server.get(&good_hook).expect(200)["progress"]["delivered"] == 5;
    wait_until("five are saved as delivered", delivered);
    delivering.end(&server);
    assert_eq!(good.taken().len(), 5, "each came once");
}

#[test]
fn what_was_parked_is_told_and_replayed_and_both_secrets_sign_after_a_rotation() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = sqlite(&folder);
    let server = server(&store);
    let receiver = Receiver::start();
    receiver.answer_with(500);
    let (path, old) = hook(&server, &receiver.url());
    let delivering = Delivering::start(&server, &store, "one");
    spend(&server, "a");
    let parked = || server.get(&format!("{path}/parked")).expect(200)["data"].clone();
    wait_until("the first is parked", || parked()[0]["status"] == 500);
    let id = parked()[0]["id"].as_str().expect("an id").to_owned();
    receiver.answer_with(204);
    spend(&server, "b");
    let is_b = |it: &Delivered| it.json()["data"]["transaction"]["idempotency_key"] == "b";
    let taken = receiver.wait_until("the second comes", |taken| taken.iter().any(is_b));
    let gap = taken.iter().position(|it| it.json()["type"] == "webhook.gap").expect("a gap is told");
    assert!(gap < taken.iter().position(is_b).expect("it came"));
    assert_eq!(taken[gap].json()["data"], json!({"id": id, "type": "spend.posted"}));

    let rotated = server.send(&Request::new("POST", &format!("{path}/rotate"))).expect(200);
    let secrets = [rotated["secret"].as_str().expect("a secret"), &old].map(|text| secret::parse(text).expect("ours"));
    // The loop looks for changes once a second.
    let mut number = 0;
    wait_until("both sign", || {
        number += 1;
        spend(&server, &format!("rotated-{number}"));
        receiver.taken().last().is_some_and(|it| it.signature.contains(' '))
    });
    let last = receiver.taken().into_iter().rfind(|it| it.signature.contains(' ')).expect("it came");
    let sent_at = last.timestamp.parse().expect("a number");
    assert_eq!(last.signature, signature::header(&last.id, sent_at, &last.body, &secrets));

    let body = json!({"from": id, "to": id}).to_string();
    server.send(&Request::post(&format!("{path}/replay"), &body)).expect(202);
    wait_until("nothing is parked any more", || parked() == json!([]));
    wait_until("the replay is over", || server.get(&path).expect(200).get("replay").is_none());
    let state = server.get(&path).expect(200);
    assert_eq!((&state["recovered"], &state["progress"]["parked"]), (&json!(1), &json!(0)));
    assert!(receiver.taken().iter().rev().any(|it| it.id == id));
    delivering.end(&server);
}

/// How many deliveries of each partition are on their way, and the most that there were at once.
#[derive(Default)]
struct OnTheirWay {
    now: HashMap<i16, usize>,
    most: usize,
    sequences: HashMap<String, Vec<i64>>,
}

#[test]
fn two_servers_on_one_database_never_deliver_a_partition_at_once() {
    let database = harness::database::create_database();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let stores: Vec<Arc<PgLedger>> = runtime.block_on(async {
        wallet_postgres::migrate(&PgConfig::new(database.clone())).await.expect("a new database");
        let mut stores = Vec::new();
        for _ in 0..2 {
            let store = PgLedger::connect(PgConfig::new(database.clone()), PgClock::OfDatabase).await;
            stores.push(Arc::new(store.expect("the database is there")));
        }
        stores
    });
    let server = server(&stores[0]);
    let wallets: Vec<Value> = (0..40).map(|n| json!({"owner": format!("p{n}"), "asset": "GOLD_COINS"})).collect();
    server.send(&Request::post("/v1/wallets", &json!({"wallets": wallets}).to_string())).expect(200);

    let seen: Arc<Mutex<OnTheirWay>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("it is bound"));
    let noting = seen.clone();
    std::thread::spawn(move || {
        receiver::serve(&listener, move |delivered| {
            let event = delivered.json();
            let entry = &event["data"]["wallets"][0];
            let owner = entry["owner"].as_str().expect("an owner").to_owned();
            let place = PartitionKey::place_of(Some(&OwnerId::new(&owner).expect("a player")));
            {
                let mut seen = noting.lock().expect("whole");
                let now = *seen.now.entry(place).and_modify(|now| *now += 1).or_insert(1);
                seen.most = seen.most.max(now);
                seen.sequences.entry(owner).or_default().push(entry["sequence"].as_i64().expect("a number"));
            }
            // As long as a receiver takes that commits.
            std::thread::sleep(Duration::from_millis(3));
            *noting.lock().expect("whole").now.entry(place).or_default() -= 1;
            204
        });
    });
    let made = json!({"url": url, "types": ["top_up.posted"]}).to_string();
    server.send(&Request::post("/v1/webhooks", &made)).expect(201);
    let first = Delivering::start(&server, &stores[0], "one");
    let second = Delivering::start(&server, &stores[1], "two");
    let round = |round: usize| {
        let command = |n: usize| {
            json!({"flow": "top_up", "idempotency_key": format!("r{round}-{n}"), "owner": format!("p{n}"),
                   "asset": "GOLD_COINS", "amount": 1})
        };
        let commands: Vec<Value> = (0..40).map(command).collect();
        server.send(&Request::post("/v1/batches", &json!({"commands": commands}).to_string())).expect(200);
    };
    let came = |many: usize| seen.lock().expect("whole").sequences.values().map(Vec::len).sum::<usize>() >= many;
    (0..5).for_each(round);
    wait_until("a part is delivered", || came(40));
    // One ends in good order while the other goes on, then comes back.
    first.end(&server);
    (5..10).for_each(round);
    let first = Delivering::start(&server, &stores[0], "one again");
    wait_until("all is delivered", || came(400));
    first.end(&server);
    second.end(&server);
    let seen = seen.lock().expect("whole");
    assert_eq!(seen.most, 1, "one at a time of each partition");
    for (owner, sequences) in &seen.sequences {
        assert_eq!(*sequences, (1..=10).collect::<Vec<_>>(), "{owner}: in order, each once");
    }
}
