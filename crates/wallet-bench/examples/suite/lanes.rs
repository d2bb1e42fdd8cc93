//! PostgreSQL with several lanes, and with several servers on one database.

use harness::run::{self, Failure};

use super::contest::{Contender, Sample, Side, WALLETS, batches_of, compared, interleave, singles_of};
use super::figures::{figure, ratio, whole};
use super::load::{Check, Latency, Load};
use super::page::Table;
use super::server::{Server, get_json};
use super::{Bench, Kind};

const LANES: [&str; 3] = ["1", "2", "4"];
/// The setting that says how many lanes a fresh database gets.
pub(super) const SETTING: &str = "WALLET__POSTGRES__LANES";
/// An asset beside the generator's own, so that two generators share no wallet.
const OTHER_ASSET: &str = "OTHER_CREDITS";

pub(super) fn measure(bench: &Bench) -> Result<String, Failure> {
    Ok(format!("{}\n\n{}", lanes(bench)?, servers(bench)?))
}

fn lanes(bench: &Bench) -> Result<String, Failure> {
    let loads = [
        ("singles, 64 connections", singles_of(bench, 64)),
        ("singles, 256 connections", singles_of(bench, 256)),
        ("batches of 1,000, 8 connections", batches_of(bench)),
    ];
    let mut sides = Vec::new();
    for lanes in LANES {
        if let Some(side) = with_lanes(bench, lanes)? {
            loads[0].1.prepare(&bench.wallet, &side.server.url)?;
            sides.push((lanes, side));
        }
    }
    if sides.is_empty() {
        return Ok("Lanes: not available in this version.".to_owned());
    }
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (what, load) in &loads {
        for (lanes, side) in &sides {
            contenders.push(side.contender(bench, format!("{lanes} lanes, {what}"), load));
        }
    }
    interleave(bench, &mut contenders)?;
    sides.iter().try_for_each(|(_, side)| bench.verify(&side.store))?;
    let mut table =
        Table::new(["lanes and load", "commands a second (min to max)", "p50", "p99", "to the fewest lanes"]);
    for (index, contender) in contenders.iter().enumerate() {
        let fewest = contenders[index / sides.len() * sides.len()].rate();
        table.row([
            contender.name.clone(),
            contender.rate().rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            ratio(contender.rate().median, fewest.median),
        ]);
    }
    for lanes in LANES.iter().filter(|lanes| sides.iter().all(|(there, _)| there != *lanes)) {
        table.row([
            format!("{lanes} lanes"),
            "not available".to_owned(),
            "-".to_owned(),
            "-".to_owned(),
            "-".to_owned(),
        ]);
    }
    let most = |group: usize| {
        let group = &contenders[group * sides.len()..(group + 1) * sides.len()];
        ratio(group[group.len() - 1].rate().median, group[0].rate().median)
    };
    Ok(format!(
        "One server, lanes by `{SETTING}` on a fresh database:\n\n{}\nThe most lanes make {} times the rate of the fewest \
         in singles over 64 connections, {} over 256, and {} in batches.",
        table.render(),
        most(0),
        most(1),
        most(2)
    ))
}

/// A server whose fresh database has got so many lanes; none if it knows nothing of such a number.
fn with_lanes(bench: &Bench, lanes: &str) -> Result<Option<Side>, Failure> {
    let store = bench.bare(&format!("lanes_{lanes}"), Kind::Postgres)?;
    let server = match bench.serve(&store, &[(SETTING, lanes)]) {
        Ok(server) => server,
        Err(failure) if failure.to_string().contains(SETTING) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let count = run::read(bench.cluster.client("psql", &store.name)?.args(["-qAtc", "SELECT count(*) FROM lanes"]))?;
    Ok((count == lanes).then_some(Side { store, server }))
}

fn servers(bench: &Bench) -> Result<String, Failure> {
    let load = Load { check: Check::No, ..singles_of(bench, 32) };
    let other = Load { asset: OTHER_ASSET, ..load.clone() };
    let first = Side::start(bench, "servers", Kind::Postgres, &[], &load)?;
    other.prepare(&bench.wallet, &first.server.url)?;
    let second = bench.serve_as("servers_second", &first.store, &[])?;
    let both = |urls: [&Server; 2], loads: [&Load; 2]| -> Result<Sample, Failure> {
        let one = loads[0].start(&bench.wallet, &urls[0].url)?;
        let two = loads[1].start(&bench.wallet, &urls[1].url)?;
        let (one, two) = (one.finish()?, two.finish()?);
        let latency = Some(Latency::worse(one.latency_us, two.latency_us));
        Ok(Sample { rate: one.commands_per_s + two.commands_per_s, latency, beside: None, cpu: None })
    };
    let both = &both;
    let one = &first.server;
    let two = &second;
    let mut contenders = [
        Contender::new("one server", |_| both([one, one], [&load, &load])),
        Contender::new("two servers, the same wallets", |_| both([one, two], [&load, &load])),
        Contender::new("one server, two assets", |_| both([one, one], [&load, &other])),
        Contender::new("two servers, an asset each", |_| both([one, two], [&load, &other])),
    ];
    interleave(bench, &mut contenders)?;
    bench.verify(&first.store)?;
    let audits = [audit(one)?, audit(two)?];
    if audits[0] != audits[1] {
        return Err(Failure::new("two servers on one database answer different audits"));
    }
    Ok(format!(
        "Two load generators of 32 connections each, {} wallets an asset, against one server or one each on the same \
         database; latencies are the worse of the two:\n\n{}\n\nAfterwards both servers answered the same audit, which \
         adds up.",
        whole(figure(WALLETS)),
        compared(&contenders, &contenders[0])
    ))
}

/// Every asset's figures, which must add up.
fn audit(server: &Server) -> Result<Vec<(String, [f64; 4])>, Failure> {
    let audit = get_json(&mut server.client()?, "/v1/audit")?;
    let wrong = || Failure::new(format!("the audit of {} is not consistent: {audit}", server.url));
    let mut read = Vec::new();
    for asset in audit["assets"].as_array().into_iter().flatten() {
        let figure = |name: &str| asset[name].as_f64().ok_or_else(wrong);
        let figures = [figure("supply")?, figure("treasury")?, figure("revenue")?, figure("players")?];
        // Whole numbers below 2^53, so the sums are exact.
        if figures[0] - figures[1] - figures[2] - figures[3] != 0.0 {
            return Err(wrong());
        }
        read.push((asset["asset"].as_str().ok_or_else(wrong)?.to_owned(), figures));
    }
    if read.is_empty() { Err(wrong()) } else { Ok(read) }
}
