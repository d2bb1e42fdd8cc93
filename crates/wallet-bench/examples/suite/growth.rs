//! What a large store costs: the same measurements on an empty one and on one with many transactions and wallets.

use std::path::Path;

use harness::run::{self, Failure};

use super::contest::{Contender, Side, WALLETS, batches_of, interleave, singles_of};
use super::figures::{figure, mib, millis, ratio, whole};
use super::load::{Amount, Check, Load};
use super::page::Table;
use super::watched::watched;
use super::{Bench, Kind, Store, pages, verify};

/// Parts of a store that are smaller than this share of it are told together.
const SMALL: f64 = 0.01;

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    let parts: Result<Vec<String>, Failure> = bench.options.stores.iter().map(|kind| of(bench, *kind)).collect();
    Ok(parts?.join("\n\n"))
}

fn of(bench: &Bench, kind: Kind) -> Result<String, Failure> {
    let small = Side::start(bench, &format!("growth_empty_{}", kind.word()), kind, &[], &singles_of(bench, 64))?;
    let every = Load { wallets: bench.options.wallets, ..singles_of(bench, 64) };
    let large = Side::start(bench, &format!("growth_large_{}", kind.word()), kind, &[], &every)?;
    load(bench, &large)?;
    let pages = pages::by_depth(&large.server.url)?;
    let balances = balances(bench, &small, &large)?;
    let searches = pages::searches(&small.server.url, &large.server.url)?;
    let rates = rates(bench, &small, &large)?;
    bench.verify(&small.store)?;
    let (verified, transactions) = verified(bench, &large)?;
    let backup = backup(bench, kind, &large.store)?;
    let sizes = sizes(bench, kind, &large.store, transactions)?;
    Ok(format!(
        "### {}\n\nLoaded with {} transactions in batches of 1,000 over 8 connections, after which its first wallet got {} \
         entries.\n\n{rates}\n\n{balances}\n\n{pages}\n\n{searches}\n{verified}\n\n{backup}\n\n{sizes}",
        kind.name(),
        whole(figure(bench.options.transactions)),
        whole(figure(bench.options.hot_entries)),
    ))
}

/// Fills the store, the hot wallet last.
fn load(bench: &Bench, large: &Side) -> Result<(), Failure> {
    let Side { store, server } = large;
    println!("    loading {}", store.name);
    let batches = Load { warmup_s: 0, check: Check::No, ..batches_of(bench) };
    let all = Load {
        wallets: bench.options.wallets,
        amount: Amount::Transactions(bench.options.transactions),
        ..batches.clone()
    };
    all.run(&bench.wallet, &server.url)?;
    let hot = Load { hot: true, amount: Amount::Transactions(bench.options.hot_entries), ..batches };
    hot.run(&bench.wallet, &server.url)?;
    if store.url.starts_with("postgres") {
        // What the load has left to be written must not fall to who is measured first.
        run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", "CHECKPOINT"]))?;
    }
    println!("    loaded");
    Ok(())
}

fn rates(bench: &Bench, small: &Side, large: &Side) -> Result<String, Failure> {
    let (singles, batches) = (singles_of(bench, 64), batches_of(bench));
    let all = bench.options.wallets;
    let loads = [
        ("singles", singles.clone(), Load { wallets: all, ..singles }),
        ("batches", batches.clone(), Load { wallets: all, ..batches }),
    ];
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (what, same, every) in &loads {
        contenders.push(small.contender(bench, format!("{what}, empty store"), same));
        contenders.push(large.contender(bench, format!("{what}, large store, as many wallets in use"), same));
        contenders.push(large.contender(bench, format!("{what}, large store, all wallets in use"), every));
    }
    interleave(bench, &mut contenders)?;
    let mut table = Table::new(["load", "commands a second (min to max)", "p50", "p99", "to the empty store"]);
    for (index, contender) in contenders.iter().enumerate() {
        let empty = contenders[index / 3 * 3].rate();
        table.row([
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            ratio(contender.rate().median, empty.median),
        ]);
    }
    let kept = |index: usize| ratio(contenders[index].rate().median, contenders[index / 3 * 3].rate().median);
    Ok(format!(
        "Writes, single requests over 64 connections and batches of 1,000 over 8, on the large store and on one that \
         begins empty with {} wallets:\n\n{}\nOf the empty store's rate the large one keeps {} in singles and {} in \
         batches; with all of its {} wallets in use, {} and {}.",
        whole(figure(WALLETS)),
        table.render(),
        kept(1),
        kept(4),
        whole(figure(all)),
        kept(2),
        kept(5),
    ))
}

fn balances(bench: &Bench, small: &Side, large: &Side) -> Result<String, Failure> {
    let servers = [(small.server.url.as_str(), WALLETS), (large.server.url.as_str(), bench.options.wallets)];
    let both = pages::balances(servers)?;
    let mut table = Table::new(["balance read", "median", "p99"]);
    for (name, (median, p99)) in ["empty store", "large store"].into_iter().zip(both) {
        table.row([name.to_owned(), millis(median), millis(p99)]);
    }
    let times = ratio(both[1].0, both[0].0);
    let table = table.render();
    Ok(format!(
        "Balances of all wallets, one after the other over one connection:\n\n{table}\nOn the large store a read takes {times} times as long."
    ))
}

/// Also how many transactions there are.
fn verified(bench: &Bench, large: &Side) -> Result<(String, f64), Failure> {
    let quiet = verify::watched(bench, &large.store)?;
    let writes = Load::writes_beside(WALLETS);
    let (beside, rate) = writes.beside(&bench.wallet, &large.server.url, || verify::watched(bench, &large.store))?;
    let mut table = Table::new(["wallet verify", "takes", "peak memory"]);
    for (name, verified) in [("quiet".to_owned(), &quiet), (format!("beside {} writes a second", whole(rate)), &beside)]
    {
        let [takes, peak] = verified.run.cells();
        table.row([name, takes, peak]);
    }
    let each = quiet.run.seconds * 1e6 / quiet.transactions;
    let text = format!(
        "Verifying {} transactions, once each:\n\n{}\nThat is {each:.1} microseconds a transaction, quiet, and {} times \
         as long beside writes.",
        whole(quiet.transactions),
        table.render(),
        ratio(beside.run.seconds, quiet.run.seconds)
    );
    Ok((text, quiet.transactions))
}

/// A copy of all of it, beside the server, by the store's usual means.
fn backup(bench: &Bench, kind: Kind, store: &Store) -> Result<String, Failure> {
    println!("    backing up {}", store.name);
    let to = bench.scratch.join("backup");
    let (name, command) = match kind {
        Kind::Sqlite => {
            let file = to.display().to_string();
            ("wallet backup --no-verify", bench.wallet(store, &["backup", "--no-verify", &file]))
        }
        Kind::Postgres => {
            let mut command = bench.cluster.client("pg_basebackup", &store.name)?;
            command.args(["--checkpoint=fast", "--wal-method=none", "--pgdata"]).arg(&to);
            ("pg_basebackup", command)
        }
    };
    let run = watched(command)?;
    let bytes = figure(bytes_under(&to)?);
    if to.is_dir() {
        std::fs::remove_dir_all(&to)?;
    } else {
        std::fs::remove_file(&to)?;
    }
    let [takes, peak] = run.cells();
    Ok(format!("`{name}` takes {takes} for {}, and {peak} of memory.", mib(bytes / 1024.0)))
}

/// The bytes of a file, or of all files of a folder.
fn bytes_under(path: &Path) -> Result<u64, Failure> {
    if !path.is_dir() {
        return Ok(std::fs::metadata(path)?.len());
    }
    std::fs::read_dir(path)?.map(|entry| bytes_under(&entry?.path())).sum()
}

fn sizes(bench: &Bench, kind: Kind, store: &Store, transactions: f64) -> Result<String, Failure> {
    let parts = match kind {
        Kind::Postgres => {
            let sizes = "SELECT relname, pg_table_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace \
                         WHERE relkind IN ('r', 'i') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
            run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", sizes]))?
        }
        Kind::Sqlite => sqlite_parts(store)?,
    };
    let mut parts: Vec<(&str, f64)> = parts
        .lines()
        .filter_map(|line| line.rsplit_once('|'))
        .filter_map(|(name, size)| Some((name, size.parse().ok()?)))
        .collect();
    parts.sort_by(|one, other| other.1.total_cmp(&one.1));
    let total: f64 = parts.iter().map(|(_, size)| size).sum();
    let (told, small): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, size)| *size >= total * SMALL);
    let mut table = Table::new(["table or index", "size", "bytes a transaction"]);
    let mut row = |name: String, size: f64| table.row([name, mib(size / 1024.0), whole(size / transactions)]);
    for (name, size) in told {
        row(name.to_owned(), size);
    }
    row(format!("{} smaller ones", small.len()), small.iter().map(|(_, size)| size).sum());
    row("all".to_owned(), total);
    let bytes = whole(total / transactions);
    let file = match kind {
        Kind::Postgres => {
            let size = "SELECT pg_database_size(current_database())";
            let size = run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", size]))?;
            format!("The database takes {} in all", mib(size.parse().unwrap_or(total) / 1024.0))
        }
        Kind::Sqlite => {
            let [file, log] = files(store).map(|size| mib(figure(size) / 1024.0));
            format!("The file takes {file}, its log {log}")
        }
    };
    Ok(format!(
        "Space taken:\n\n{}\nA transaction takes {bytes} bytes, wallets and indexes included. {file}.",
        table.render()
    ))
}

/// As sqlite3 tells it, or the files alone where there is no such program.
fn sqlite_parts(store: &Store) -> Result<String, Failure> {
    let file = store.url.trim_start_matches("sqlite:");
    if run::find_on_path("sqlite3").is_some() {
        let sizes = "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE";
        return run::read(std::process::Command::new("sqlite3").args(["-readonly", file, sizes]));
    }
    let [file, log] = files(store);
    Ok(format!("the file|{file}\nits log|{log}"))
}

/// Bytes of an embedded store's file and of its write-ahead log.
fn files(store: &Store) -> [u64; 2] {
    let file = store.url.trim_start_matches("sqlite:");
    [file.to_owned(), format!("{file}-wal")].map(|file| std::fs::metadata(file).map_or(0, |file| file.len()))
}
