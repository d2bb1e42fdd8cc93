//! Reading from standbys, as a whole: a server on a primary and a standby, of which the standby lags, stops, freezes, dies and is
//! promoted, while readers read.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::cluster::{Cluster, Purpose};
use harness::http::{Client, Request, Response};
use harness::process::{Server, folder, run, wallet};

const ENTRIES: &str = "/v1/wallets/user_001/GOLD_COINS/entries";
const SUPPLY: &str = "/v1/analytics/supply?asset=GOLD_COINS";
const TOP: &str = "/v1/analytics/top?asset=GOLD_COINS";
const EXPORT: &str = "/v1/exports/transactions";
/// The longest that a reader waits, on a busy machine, for what a standby did not answer: a second, and the primary's answer.
const ANSWERED: Duration = Duration::from_secs(4);

fn started(result: Result<Cluster, harness::run::Failure>) -> Cluster {
    result.unwrap_or_else(|failure| panic!("{failure}"))
}

fn url(hosts: &[&Cluster]) -> String {
    let hosts: Vec<String> = hosts.iter().map(|host| host.address().to_string()).collect();
    format!("postgres://postgres@{}/postgres?sslmode=disable", hosts.join(","))
}

/// A wallet command on both hosts, which reads from whichever is a standby.
fn on(hosts: &[&Cluster], folder: &Path, arguments: &[&str]) -> Command {
    let mut command = wallet(folder, arguments);
    command.env("DATABASE_URL", url(hosts)).env("WALLET__POSTGRES__READ_URL", url(hosts));
    command.env("WALLET__POSTGRES__READ_LAG_MAX", "2s");
    command
}

fn entries(server: &Server) -> Response {
    get(server, ENTRIES)
}

fn get(server: &Server, target: &str) -> Response {
    Request::get(target).send(&server.address)
}

fn lag(response: &Response) -> u64 {
    response.assert_status(200);
    response.header("wallet-read-lag-ms").expect("it is told").parse().expect("a number")
}

/// Reads until the answer is so.
fn until(mut ask: impl FnMut() -> bool) {
    let began = Instant::now();
    while !ask() {
        assert!(began.elapsed() < PATIENCE, "it does not come");
        thread::sleep(Duration::from_millis(20));
    }
}

fn spend(server: &Server, key: &str) -> String {
    let (status, body) = server.post("/v1/spends", key, r#"{"owner":"user_001","asset":"GOLD_COINS","amount":1}"#);
    assert_eq!(status, 201, "{body}");
    body["id"].as_str().expect("an id").to_owned()
}

fn newest(response: &Response) -> String {
    response.expect(200)["data"][0]["transaction_id"].as_str().expect("an entry").to_owned()
}

#[test]
fn a_standby_answers_within_its_bound_and_whoever_has_written_reads_it() {
    let primary = started(Cluster::start(Purpose::Tests));
    let standby = started(primary.start_standby());
    let folder = folder();
    let mut serve = on(&[&primary, &standby], folder.path(), &["serve", "--port", "0", "--seed"]);
    let server = Server::start(&mut serve);
    until(|| lag(&entries(&server)) > 0);
    let before = newest(&entries(&server));
    // Figures and exports are read there, too: what is folded and looked at is there a moment later.
    until(|| {
        let [supply, top] = [SUPPLY, TOP].map(|target| get(&server, target));
        let is_told = lag(&supply) > 0 && lag(&top) > 0;
        is_told && supply.json()["check"]["equal"] == true && !top.json()["as_of"].is_null()
    });
    until(|| lag(&get(&server, EXPORT)) > 0);

    standby.sql("SELECT pg_wal_replay_pause()").expect("a superuser may");
    standby.wait_for("SELECT pg_get_wal_replay_pause_state()", "paused").expect("it pauses");
    let spent = spend(&server, "late");
    let late = entries(&server);
    assert!(lag(&late) > 0 && newest(&late) == before, "the standby lacks it, within the bound");
    let exported = get(&server, EXPORT);
    assert!(lag(&exported) > 0 && !exported.text().contains(&spent) && exported.text().contains(&before));
    let own = Request::get(EXPORT).header("If-Newer-Than", &spent).send(&server.address);
    assert!(lag(&own) == 0 && own.text().contains(&spent), "who has written exports it");
    assert_eq!(server.balance("user_001", "GOLD_COINS"), 499, "balances are the primary's");
    let own = Request::get(ENTRIES).header("If-Newer-Than", &spent).send(&server.address);
    assert_eq!((lag(&own), newest(&own)), (0, spent.clone()), "who has written reads it");
    // Beyond the bound the primary is read.
    until(|| lag(&entries(&server)) == 0);
    assert_eq!(newest(&entries(&server)), spent);
    let metrics = Request::get("/metrics").send(&server.address);
    for counted in ["outcome=\"answered\"", "outcome=\"lagging\"", "outcome=\"not_there_yet\""] {
        let is_counted = |line: &str| line.contains(counted) && !line.ends_with(" 0");
        assert!(metrics.text().lines().any(is_counted), "{counted}: {}", metrics.text());
    }
    let lags = format!("wallet_standby_lag_seconds{{standby=\"{}\"}}", standby.address());
    assert!(metrics.text().contains(&lags), "{}", metrics.text());

    standby.sql("SELECT pg_wal_replay_resume()").expect("a superuser may");
    until(|| lag(&entries(&server)) > 0);
    let own = Request::get(ENTRIES).header("If-Newer-Than", &spent).send(&server.address);
    assert!(lag(&own) > 0 && newest(&own) == spent, "the standby has it now");

    // The commands that read much read there, too.
    let hosts = [&primary, &standby];
    let verified = run(&mut on(&hosts, folder.path(), &["verify"])).success();
    assert!(verified.contains("every invariant holds"), "{verified}");
    assert_eq!(primary.sql("SELECT count(*) > 0 FROM verifications").expect("it can be asked"), "t", "it is recorded");
    let exported = run(&mut on(&hosts, folder.path(), &["transactions", "--flow", "spend"])).success();
    assert!(exported.contains(&spent), "{exported}");
    let scans = "SELECT sum(idx_scan) > 0 FROM pg_stat_user_tables WHERE relname = 'commits'";
    standby.wait_for(scans, "t").expect("the commits were read there");
}

#[test]
fn readers_are_told_no_error_whatever_becomes_of_the_standby() {
    let mut primary = started(Cluster::start(Purpose::Tests));
    let mut standby = started(primary.start_standby());
    let folder = folder();
    let mut serve = on(&[&primary, &standby], folder.path(), &["serve", "--port", "0", "--seed"]);
    let server = Server::start(&mut serve);
    until(|| lag(&entries(&server)) > 0);

    let (is_over, read) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..6)
            .map(|number| {
                let target = [
                    ENTRIES,
                    "/v1/transactions",
                    "/v1/wallets",
                    "/v1/wallets/user_001/GOLD_COINS/statement",
                    SUPPLY,
                    EXPORT,
                ][number];
                let (is_over, read, address) = (&is_over, &read, server.address.parse().expect("an address"));
                scope.spawn(move || {
                    let mut client = Client::new(address, PATIENCE);
                    let mut longest = Duration::ZERO;
                    while !is_over.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        let answer = client.get(target).expect("it is answered");
                        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
                        longest = longest.max(began.elapsed());
                        read.fetch_add(1, Ordering::Relaxed);
                    }
                    longest
                })
            })
            .collect();
        let some = |count| {
            let before = read.load(Ordering::Relaxed);
            until(|| read.load(Ordering::Relaxed) > before + count);
        };
        some(50);
        standby.freeze().expect("it stops");
        some(50);
        standby.thaw().expect("it goes on");
        until(|| lag(&entries(&server)) > 0);
        standby.kill().expect("it ends");
        some(50);
        standby.launch().expect("it comes back");
        until(|| lag(&entries(&server)) > 0);
        is_over.store(true, Ordering::Relaxed);
        for reader in readers {
            let longest = reader.join().expect("no reader was told an error");
            assert!(longest < ANSWERED, "a reader waited {longest:?}");
        }
    });

    // The standby is promoted: it is the primary now, and the old one, made its standby, is read.
    let spent = spend(&server, "before");
    standby.wait_for("SELECT count(*) FROM transactions WHERE idempotency_key = 'before'", "1").expect("it has it");
    primary.kill().expect("it ends");
    standby.promote().expect("it is promoted");
    until(|| entries(&server).status == 200);
    let read = entries(&server);
    assert_eq!((lag(&read), newest(&read)), (0, spent), "the primary is no standby");
    primary.follow(&standby).expect("it follows");
    until(|| {
        let read = entries(&server);
        read.status == 200 && lag(&read) > 0
    });
    let spent = spend(&server, "after");
    let own = Request::get(ENTRIES).header("If-Newer-Than", &spent).send(&server.address);
    assert_eq!((own.status, newest(&own)), (200, spent));
}
