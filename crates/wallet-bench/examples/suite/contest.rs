//! Contenders side by side: servers under load and programs to compare with, a round of each in turn.

use std::time::Duration;

use harness::process::processor_time;
use harness::run::Failure;

use super::figures::{Spread, figure, median, millis, ratio};
use super::load::{Amount, Latency, Load, Report};
use super::page::Table;
use super::server::Server;
use super::{Bench, Kind, Store};

/// Wallets that the loads move credits of.
pub(super) const WALLETS: u64 = 10_000;

/// One round's result; pgbench tells no quantiles.
pub(super) struct Sample {
    pub(super) rate: f64,
    pub(super) latency: Option<Latency>,
    /// Writes a second that others made meanwhile.
    pub(super) beside: Option<f64>,
    pub(super) cpu: Option<Cpu>,
}

/// Processor time a command, in microseconds, the warm-up included.
#[derive(Debug, Clone)]
pub(super) struct Cpu {
    /// Without the thread that delivers to webhooks.
    pub(super) server: f64,
    /// Of that thread.
    pub(super) delivering: f64,
    /// Of all of PostgreSQL's processes.
    pub(super) database: f64,
    /// Of those of each node, of which one PostgreSQL is the only one.
    pub(super) nodes: Vec<f64>,
}

impl Sample {
    pub(super) fn of_rate(rate: f64) -> Self {
        Self { rate, latency: None, beside: None, cpu: None }
    }
}

type Work<'a> = Box<dyn Fn(usize) -> Result<Sample, Failure> + 'a>;

pub(super) struct Contender<'a> {
    pub(super) name: String,
    work: Work<'a>,
    samples: Vec<Sample>,
}

impl<'a> Contender<'a> {
    pub(super) fn new(name: impl Into<String>, work: impl Fn(usize) -> Result<Sample, Failure> + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work), samples: Vec::new() }
    }

    pub(super) fn rate(&self) -> Spread {
        Spread::of(self.samples.iter().map(|sample| sample.rate)).expect("there is at least one round")
    }

    /// This rate divided by the rate of `base`, round by round.
    pub(super) fn paired(&self, base: &Self) -> Option<Spread> {
        Spread::of(self.samples.iter().zip(&base.samples).map(|(sample, base)| sample.rate / base.rate))
    }

    pub(super) fn latency(&self, of: impl Fn(&Latency) -> f64) -> String {
        median(self.samples.iter().filter_map(|sample| sample.latency.as_ref().map(&of))).map_or("-".to_owned(), millis)
    }

    pub(super) fn cpu(&self, of: impl Fn(&Cpu) -> f64) -> String {
        self.cpu_if(|cpu| Some(of(cpu)))
    }

    /// Of the node of that place, if there is one.
    pub(super) fn cpu_of_node(&self, place: usize) -> String {
        self.cpu_if(|cpu| cpu.nodes.get(place).copied())
    }

    fn cpu_if(&self, of: impl Fn(&Cpu) -> Option<f64>) -> String {
        let cpu = median(self.samples.iter().filter_map(|sample| sample.cpu.as_ref().and_then(&of)));
        cpu.map_or("-".to_owned(), |cpu| format!("{cpu:.1} us"))
    }

    pub(super) fn beside(&self) -> Option<f64> {
        median(self.samples.iter().filter_map(|sample| sample.beside))
    }
}

/// Every round goes through all contenders.
pub(super) fn interleave(bench: &Bench, contenders: &mut [Contender<'_>]) -> Result<(), Failure> {
    for round in 0..bench.options.rounds {
        for contender in &mut *contenders {
            let sample = (contender.work)(round)?;
            println!("    round {}: {}: {:.0} a second", round + 1, contender.name, sample.rate);
            contender.samples.push(sample);
        }
    }
    Ok(())
}

/// The rates beside that of `base`, and a sentence on the first of them.
pub(super) fn compared(contenders: &[Contender<'_>], base: &Contender<'_>) -> String {
    let mut table =
        Table::new(["contender", "a second (min to max)", "p50", "p99", "server's CPU", "PostgreSQL's", "ratio"]);
    for contender in contenders {
        let rate = contender.rate();
        table.row([
            contender.name.clone(),
            rate.rates(),
            contender.latency(|latency| latency.p50),
            contender.latency(|latency| latency.p99),
            contender.cpu(|cpu| cpu.server),
            contender.cpu(|cpu| cpu.database),
            ratio(rate.median, base.rate().median),
        ]);
    }
    let others = contenders.iter().filter(|contender| contender.name != base.name);
    let fastest = others.max_by(|one, other| one.rate().median.total_cmp(&other.rate().median));
    let fastest = fastest.map_or_else(String::new, |fastest| {
        let times = ratio(fastest.rate().median, base.rate().median);
        format!(" The fastest beside it, \"{}\", makes {times} times its rate.", fastest.name)
    });
    format!("{}\nCPU is of one command. The ratio is to \"{}\".{fastest}", table.render(), base.name)
}

/// A server with its store.
pub(super) struct Side {
    pub(super) store: Store,
    pub(super) server: Server,
}

impl Side {
    /// On a store of its own, with the wallets of `load`.
    pub(super) fn start(
        bench: &Bench,
        name: &str,
        kind: Kind,
        settings: &[(&str, &str)],
        load: &Load,
    ) -> Result<Self, Failure> {
        let store = bench.store(name, kind)?;
        let server = bench.serve(&store, settings)?;
        load.prepare(&bench.wallet, &server.url)?;
        Ok(Self { store, server })
    }

    pub(super) fn run(&self, bench: &Bench, load: &Load) -> Result<Sample, Failure> {
        self.run_on(bench, load, &Vec::from_iter(bench.cluster.id()))
    }

    /// The same where PostgreSQL is several nodes, which are told by the ids of their first processes.
    pub(super) fn run_on(&self, bench: &Bench, load: &Load, nodes: &[u32]) -> Result<Sample, Failure> {
        let work = || load.run(&bench.wallet, &self.server.url).map(Report::sample);
        match load.amount {
            Amount::Seconds(seconds) => self.account(nodes, seconds + load.warmup_s, work),
            Amount::Transactions(_) | Amount::PrepareOnly => work(),
        }
    }

    /// Does `work`, which sends commands for that many seconds, and tells the processor time of each.
    pub(super) fn account(
        &self,
        nodes: &[u32],
        seconds: u64,
        work: impl FnOnce() -> Result<Sample, Failure>,
    ) -> Result<Sample, Failure> {
        let spent = || -> Option<Vec<Duration>> {
            let server = [self.server.processor_time(), self.server.delivering_time()];
            server.into_iter().chain(nodes.iter().map(|node| processor_time(*node))).collect()
        };
        let before = spent();
        let mut sample = work()?;
        if let (Some(before), Some(after)) = (before, spent()) {
            let commands = sample.rate * figure(seconds);
            let a_command =
                |(after, before): (Duration, &Duration)| after.saturating_sub(*before).as_secs_f64() * 1e6 / commands;
            let mut all = after.into_iter().zip(&before).map(a_command);
            let (server, delivering) = (all.next().unwrap_or_default(), all.next().unwrap_or_default());
            let nodes: Vec<f64> = all.collect();
            let database = nodes.iter().sum();
            sample.cpu = Some(Cpu { server: server - delivering, delivering, database, nodes });
        }
        Ok(sample)
    }

    /// One that runs `load` every round.
    pub(super) fn contender<'a>(&'a self, bench: &'a Bench, name: impl Into<String>, load: &'a Load) -> Contender<'a> {
        Contender::new(name, move |_| self.run(bench, load))
    }
}

/// Single requests of mixed flows over so many connections.
pub(super) fn singles_of(bench: &Bench, connections: u32) -> Load {
    Load::singles(connections, WALLETS, bench.options.seconds, bench.options.warmup_s)
}

/// Batches of 1,000 over 8 connections.
pub(super) fn batches_of(bench: &Bench) -> Load {
    Load { batch: Some(1000), ..singles_of(bench, 8) }
}
