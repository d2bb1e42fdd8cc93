//! A distributed ledger beside one PostgreSQL: rates, and the processor time of each node.
//!
//! The cluster is there before; a database for this is made on every node of it and removed. The nodes' processes can be
//! told only on this machine.

use std::time::{Duration, Instant};

use harness::database::{Database, address_of, nodes_of, try_ask};
use harness::http::Client;
use harness::run::{self, Failure};

use super::contest::{Contender, Sample, Side, WALLETS, batches_of, interleave, singles_of};
use super::figures::{Spread, figure, whole};
use super::lanes::SETTING;
use super::load::{ASSET, Check, Load};
use super::page::Table;
use super::server::{Server, client};
use super::{Bench, Kind, Store};

/// The settings that one PostgreSQL is to have as the nodes have them.
const SETTINGS: [&str; 11] = [
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "checkpoint_timeout",
    "wal_compression",
    "wal_level",
    "max_connections",
    "max_prepared_transactions",
    "autovacuum",
];
/// How many clients give at the same time.
const GIVERS: u64 = 64;

/// Those settings, each as `name=value`. The nodes must agree on them.
pub(super) fn settings_of(coordinator: &str) -> Result<Vec<String>, Failure> {
    let show = SETTINGS.map(|name| format!("'{name}=' || current_setting('{name}')")).join(", ");
    let ask = |node: &String| try_ask(node, &format!("SELECT unnest(ARRAY[{show}])"));
    let of_nodes = nodes_of(coordinator)?.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
    let first = of_nodes.first().ok_or_else(|| Failure::new(format!("{coordinator} leads to no cluster")))?;
    match of_nodes.iter().flatten().find(|setting| !first.contains(setting)) {
        Some(other) => Err(Failure::new(format!("the nodes differ: one has {other}, the coordinator has not"))),
        None => Ok(first.clone()),
    }
}

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let coordinator = bench.options.cluster.as_ref().ok_or_else(|| Failure::new("this section needs --cluster"))?;
    let shards = bench.options.shards.to_string();
    let nodes = nodes_of(coordinator)?;
    let database = Database::create_joined_on(coordinator)?;
    // Looking at every balance before and after would be the coordinator's time.
    let unchecked = |load: Load| Load { check: Check::No, ..load };
    let (singles, batches) = (unchecked(singles_of(bench, 64)), unchecked(batches_of(bench)));
    let plain = Side::start(bench, "citus_plain", Kind::Postgres, &[], &singles)?;
    let lanes = Side::start(bench, "citus_lanes", Kind::Postgres, &[(SETTING, &shards)], &singles)?;
    let store = Store { name: database.name.clone(), url: database.url() };
    for arguments in [&["migrate"][..], &["distribute", "--shards", &shards], &["seed"]] {
        run::read(&mut bench.wallet(&store, arguments))?;
    }
    let server = bench.serve(&store, &[])?;
    singles.prepare(&bench.wallet, &server.url)?;
    let distributed = Side { store, server };

    let one = Vec::from_iter(bench.cluster.id());
    let all = postmasters(&nodes)?;
    let sides = [
        ("PostgreSQL".to_owned(), &plain, &one),
        (format!("PostgreSQL, {shards} lanes"), &lanes, &one),
        (format!("Citus, {shards} shards"), &distributed, &all),
    ];
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (what, load) in [("singles", &singles), ("batches", &batches)] {
        for (name, side, nodes) in &sides {
            contenders.push(Contender::new(format!("{what}, {name}"), |_| side.run_on(bench, load, nodes)));
        }
    }
    for (name, side, nodes) in [&sides[0], &sides[2]] {
        allow_gifts(&side.server)?;
        let give = move |round| side.account(nodes, bench.options.seconds, || gifts(bench, &side.server, round));
        contenders.push(Contender::new(format!("gifts, {name}"), give));
    }
    interleave(bench, &mut contenders)?;
    sides.iter().try_for_each(|(_, side, _)| bench.verify(&side.store))?;
    Ok(format!(
        "{}\n\nA coordinator and {} workers beside one PostgreSQL with their settings, all on this machine, {} wallets. Single \
         requests and gifts over 64 connections, batches of 1,000 over 8. Of gifts between two of {shards} shards about \
         {} % cross, and go by way of the coordinator.\n\n{}\nCPU is of one command, of PostgreSQL's processes on each node. \
         The ratio is to \"PostgreSQL\", round by round: median (min to max).",
        bench.conditions()?,
        nodes.len() - 1,
        whole(figure(WALLETS)),
        100 - 100 / bench.options.shards,
        table(&contenders, nodes.len() - 1)
    ))
}

/// The first process of each node, if they are of this machine.
fn postmasters(nodes: &[String]) -> Result<Vec<u32>, Failure> {
    if !nodes.iter().all(|node| address_of(node).ip().is_loopback()) {
        return Ok(Vec::new());
    }
    let ask = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)";
    let of = |node: &String| {
        let told = try_ask(node, ask)?;
        told.first().and_then(|id| id.parse().ok()).ok_or_else(|| Failure::new(format!("{node} tells no process")))
    };
    nodes.iter().map(of).collect()
}

fn table(contenders: &[Contender<'_>], workers: usize) -> String {
    let head = ["load", "commands a second (min to max)", "p50", "p99", "server's CPU", "coordinator or PostgreSQL"];
    let head = head.map(str::to_owned).into_iter().chain((1..=workers).map(|number| format!("worker {number}")));
    let mut table = Table::of(head.chain(["ratio".to_owned()]).collect());
    for (index, contender) in contenders.iter().enumerate() {
        let base = &contenders[if index < 6 { index / 3 * 3 } else { 6 }];
        let node = |number: usize| contender.cpu_of_node(number);
        let mut row = vec![
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            contender.cpu(|cpu| cpu.server),
        ];
        row.extend((0..=workers).map(node));
        row.push(contender.paired(base).map_or_else(|| "-".to_owned(), Spread::ratios));
        table.add(row);
    }
    table.render()
}

/// Lets players give the generator's asset to each other.
fn allow_gifts(server: &Server) -> Result<(), Failure> {
    let body = r#"{"reason": "measured", "policy": {"transferable": true}}"#;
    let request = request("PATCH", &format!("/v1/assets/{ASSET}"), "", body);
    ask(&mut server.client()?, &request, 200)
}

/// Gifts of players to each other, for as long as a round.
fn gifts(bench: &Bench, server: &Server, round: usize) -> Result<Sample, Failure> {
    let began = Instant::now();
    let until = began + Duration::from_secs(bench.options.seconds);
    let given: Result<Vec<u64>, Failure> = std::thread::scope(|scope| {
        let url = server.url.as_str();
        let give = |client| move || give(url, (round, client), until);
        let givers: Vec<_> = (0..GIVERS).map(|client| scope.spawn(give(client))).collect();
        givers.into_iter().map(|it| it.join().expect("it only asks and counts")).collect()
    });
    Ok(Sample::of_rate(figure(given?.iter().sum()) / began.elapsed().as_secs_f64()))
}

fn give(url: &str, (round, number): (usize, u64), until: Instant) -> Result<u64, Failure> {
    let mut client = client(url)?;
    let mut given = 0;
    while Instant::now() < until {
        let [owner, to] = [fastrand::u64(1..=WALLETS / 2), fastrand::u64(WALLETS / 2 + 1..=WALLETS)];
        let body = format!(r#"{{"owner":"bench_{owner:07}","to":"bench_{to:07}","asset":"{ASSET}","amount":1}}"#);
        let key = format!("Idempotency-Key: gift-{round}-{number}-{given}\r\n");
        ask(&mut client, &request("POST", "/v1/gifts", &key, &body), 201)?;
        given += 1;
    }
    Ok(given)
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}");
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
}

fn ask(client: &mut Client, request: &str, wanted: u16) -> Result<(), Failure> {
    match client.send(request.as_bytes()) {
        Ok(answer) if answer.status == wanted => Ok(()),
        Ok(answer) => Err(Failure::new(format!("a request was answered {}: {}", answer.status, answer.text()))),
        Err(lost) => Err(Failure::new(format!("a request was {lost:?}"))),
    }
}
