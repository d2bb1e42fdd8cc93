//! A store that can do a quarter of what arrives.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use harness::database::Database;
use harness::process::{Server, folder, memory_kib, run as run_wallet};
use harness::proxy::{Proxy, Way};
use tokio::runtime::Runtime;

use crate::open_loop::{Told, run, summary};

const PLAYERS: u32 = 200;
/// What a loaded machine may add to a time.
const SLACK: Duration = Duration::from_secs(3);
/// More than the process ever needs for what it holds; what grows without bound comes past it within the long version.
const GROWTH_MAX_MIB: u64 = 96;

/// The plan: the short one unless the environment asks for more.
struct Plan {
    rate: u32,
    slow_for: Duration,
    deadline: Duration,
    settings: &'static [(&'static str, &'static str)],
}

impl Plan {
    fn of_environment() -> Self {
        let number = |name| std::env::var(name).ok().map(|text| text.parse::<u32>().expect("a number"));
        let rate = number("WALLET_OVERLOAD_RATE").unwrap_or(400);
        match number("WALLET_OVERLOAD_SECONDS") {
            Some(seconds) => Self {
                rate,
                slow_for: Duration::from_secs(seconds.into()),
                deadline: Duration::from_secs(10),
                settings: &[],
            },
            None => Self {
                rate,
                slow_for: Duration::from_secs(5),
                deadline: Duration::from_secs(2),
                settings: &[
                    ("WALLET__SERVER__DEADLINE_MS", "2000"),
                    ("WALLET__POSTGRES__STATEMENT_TIMEOUT_MS", "1500"),
                    ("WALLET__POSTGRES__LOCK_TIMEOUT_MS", "1000"),
                    ("WALLET__POSTGRES__RETRY_FOR_MS", "1000"),
                    ("WALLET__SQLITE__BUSY_TIMEOUT_MS", "1000"),
                    ("WALLET__QUEUE__QUEUED_MAX", "2000"),
                ],
            },
        }
    }
}

#[test]
fn a_store_at_a_quarter_of_what_arrives_costs_no_one_an_answer_and_is_soon_forgotten() {
    let plan = Plan::of_environment();
    let runtime = Runtime::new().expect("a runtime");
    let (database, folder) = (Database::create(), folder());
    prepare(&database, folder.path());
    let narrow = Proxy::start(database.address()).expect("a free port");
    let server = Server::start(&mut serve(&database, &narrow, folder.path(), &plan));
    open_wallets(&server);

    let load = |name: &'static str, time| runtime.block_on(run(&server.address, name, plan.rate, time, PLAYERS));
    let bytes_each = bytes_of_a_command(&server, &narrow);
    let before = load("before", Duration::from_secs(2));
    println!("before: {}", summary(&before));
    assert!(before.iter().all(|told| told.status() == 201), "{}", summary(&before));
    let memory = Memory::watch(server.id());

    narrow.set_way(Way::Narrow(bytes_each * u64::from(plan.rate) / 4));
    let during = load("during", plan.slow_for);
    println!("during: {}", summary(&during));
    narrow.set_way(Way::Open);
    let after = load("after", Duration::from_secs(4));
    println!("after: {}", summary(&after));
    let (least, most) = memory.end();
    println!("memory: {least} MiB before, {most} MiB at most");

    for told in during.iter().chain(&after) {
        let answer = told.answer.as_ref().unwrap_or_else(|| panic!("no answer to {told:?}"));
        assert!(told.took < plan.deadline + SLACK, "too late: {told:?}");
        assert!([201, 503, 429].contains(&answer.status), "{told:?}");
        assert_eq!(answer.has_retry_after, answer.status != 201, "{told:?}");
    }
    let posted = during.iter().filter(|told| told.status() == 201).count();
    assert!(posted >= during.len() / 8, "half of what the store could do, at least: {posted} of {}", during.len());
    assert!(posted <= during.len() / 2, "the store was not slow enough to show anything");
    let begun = after.first().expect("there are some").sent_at;
    let late: Vec<&Told> = after.iter().filter(|told| told.sent_at > begun + Duration::from_secs(2)).collect();
    assert!(late.iter().all(|told| told.status() == 201), "full speed within two seconds");
    assert!(most < least + GROWTH_MAX_MIB, "{least} MiB became {most} MiB");

    let all = [before, during, after].concat();
    runtime.block_on(compare(&database, &all));
    drop(server);
    let verified = run_wallet(&mut database.wallet(folder.path(), &["verify"])).success();
    assert!(verified.ends_with("every invariant holds\n"), "{verified}");
}

fn prepare(database: &Database, folder: &Path) {
    run_wallet(&mut database.wallet(folder, &["migrate"])).success();
    run_wallet(&mut database.wallet(folder, &["seed"])).success();
}

fn serve(database: &Database, narrow: &Proxy, folder: &Path, plan: &Plan) -> Command {
    let mut command = database.wallet(folder, &["serve", "--port", "0"]);
    command.env("DATABASE_URL", database.url_by(narrow.address)).env("WALLET__LOG__LEVEL", "error");
    command.envs(plan.settings.iter().copied());
    command
}

/// How many bytes a command costs the way to the store at least: in a batch as large as they become under load.
fn bytes_of_a_command(server: &Server, narrow: &Proxy) -> u64 {
    const BATCH: u64 = 1000;
    let commands: Vec<String> = (0..BATCH)
        .map(|number| {
            let player = number % u64::from(PLAYERS);
            format!(
                r#"{{"flow":"bonus","idempotency_key":"batch-{number}","owner":"player_{player}","asset":"GOLD_COINS","amount":1}}"#
            )
        })
        .collect();
    let begin = narrow.sent();
    let (status, body) = server.post("/v1/batches", "batch", &format!(r#"{{"commands":[{}]}}"#, commands.join(",")));
    assert_eq!(status, 200, "{body}");
    (narrow.sent() - begin) / BATCH
}

fn open_wallets(server: &Server) {
    let wallets: Vec<String> =
        (0..PLAYERS).map(|player| format!(r#"{{"owner":"player_{player}","asset":"GOLD_COINS"}}"#)).collect();
    let (status, body) = server.post("/v1/wallets", "open", &format!(r#"{{"wallets":[{}]}}"#, wallets.join(",")));
    assert_eq!(status, 200, "{body}");
}

/// Whatever was posted is there, whatever was not recorded is not, and the balances are what the keys add up to.
async fn compare(database: &Database, told: &[Told]) {
    let client = database.connect().await;
    let rows = client.query("SELECT idempotency_key FROM transactions WHERE owner LIKE 'player_%'", &[]).await;
    let rows: Vec<String> = rows.expect("rows").iter().map(|row| row.get(0)).collect();
    let recorded: HashSet<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(recorded.len(), rows.len(), "a key is there twice");
    for one in told {
        let is_there = recorded.contains(&*one.key);
        match one.code() {
            "posted" => assert!(is_there, "lost: {one:?}"),
            "outcome_unknown" => {}
            _ => assert!(!is_there, "told that nothing was recorded: {one:?}"),
        }
    }
    let sum = "SELECT sum(balance)::bigint FROM wallets WHERE owner LIKE 'player_%'";
    let sum: i64 = client.query_one(sum, &[]).await.expect("a sum").get(0);
    assert_eq!(usize::try_from(sum).expect("not negative"), rows.len(), "each was booked once");
}

/// What the process holds, read again and again.
struct Memory {
    is_over: Arc<AtomicBool>,
    reader: std::thread::JoinHandle<(u64, u64)>,
}

impl Memory {
    fn watch(pid: u32) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ended = is_over.clone();
        let reader = std::thread::spawn(move || {
            let first = resident_mib(pid);
            let mut most = first;
            while !ended.load(Ordering::SeqCst) {
                most = most.max(resident_mib(pid));
                std::thread::sleep(Duration::from_millis(50));
            }
            (first, most)
        });
        Self { is_over, reader }
    }

    /// What it was at first and at most.
    fn end(self) -> (u64, u64) {
        self.is_over.store(true, Ordering::SeqCst);
        self.reader.join().expect("it only reads")
    }
}

/// A process' resident memory in MiB.
pub(crate) fn resident_mib(pid: u32) -> u64 {
    memory_kib(pid, "VmRSS:").expect("the process is there") / 1024
}
