//! What `cargo xtask bench` can be told.

use harness::run::Failure;

use super::{Kind, sections};

/// The sections that are measured only if they are asked for by name: one takes hours, two take minutes a store, two are about
/// what few servers have.
pub(super) const GROWTH: &str = "GROWTH";
pub(super) const LIFECYCLE: &str = "LIFECYCLE";
pub(super) const EVENTS: &str = "EVENTS";
pub(super) const ROLLUPS: &str = "ROLLUPS";
pub(super) const CITUS: &str = "CITUS";

const BY_NAME: [&str; 5] = [GROWTH, LIFECYCLE, EVENTS, ROLLUPS, CITUS];

/// How large the store of the section on rollups becomes if nobody says.
const ROLLED: (u64, u64) = (1_000_000, 100_000);

/// How much is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) rounds: usize,
    pub(super) seconds: u64,
    pub(super) warmup_s: u64,
    pub(super) only: Vec<String>,
    /// How long a server's memory is watched under load.
    pub(super) memory_s: u64,
    /// How long commands that refer to earlier ones are sent to a store.
    pub(super) lifecycle_s: u64,
    /// How many events a feed has that is read.
    pub(super) events: u64,
    /// How large the stores of the sections on growth and on rollups become.
    pub(super) transactions: u64,
    pub(super) wallets: u64,
    /// How many entries its hot wallet has.
    pub(super) hot_entries: u64,
    pub(super) stores: Vec<Kind>,
    /// The URL of the coordinator of a Citus cluster.
    pub(super) cluster: Option<String>,
    /// Into how many shards a ledger is distributed there.
    pub(super) shards: u64,
}

impl Options {
    const FULL: Self = Self {
        rounds: 5,
        seconds: 10,
        warmup_s: 2,
        only: Vec::new(),
        memory_s: 60,
        lifecycle_s: 600,
        events: 300_000,
        transactions: 10_000_000,
        wallets: 1_000_000,
        hot_entries: 1_000_000,
        stores: Vec::new(),
        cluster: None,
        shards: 4,
    };

    pub(super) fn parse(arguments: &[&str]) -> Result<Self, Failure> {
        let mut options = Self { stores: vec![Kind::Postgres, Kind::Sqlite], ..Self::FULL };
        if arguments.contains(&"--quick") {
            options = Self {
                rounds: 1,
                seconds: 2,
                warmup_s: 1,
                memory_s: 3,
                lifecycle_s: 12,
                events: 20_000,
                transactions: 20_000,
                wallets: 12_000,
                hot_entries: 10_000,
                ..options
            };
        }
        let mut rest = arguments.iter().filter(|argument| **argument != "--quick").peekable();
        if let Some(name) = rest.next_if(|argument| BY_NAME.iter().any(|name| name.to_lowercase() == **argument)) {
            options.only.push(name.to_uppercase());
        }
        if options.only == [ROLLUPS] {
            options.transactions = options.transactions.min(ROLLED.0);
            options.wallets = options.wallets.min(ROLLED.1);
        }
        while let Some(name) = rest.next() {
            let value = rest.next().ok_or_else(|| Failure::new(format!("{name} needs a value")))?;
            let count = || value.parse().ok().filter(|count| *count > 0);
            let count = || count().ok_or_else(|| Failure::new(format!("{name} is {value:?} and must be a count")));
            match *name {
                "--rounds" => options.rounds = usize::try_from(count()?).unwrap_or(usize::MAX),
                "--seconds" => options.seconds = count()?,
                "--warmup-s" => options.warmup_s = count()?,
                "--memory-minutes" => options.memory_s = count()?.saturating_mul(60),
                "--events" => options.events = count()?,
                "--lifecycle-s" => options.lifecycle_s = count()?,
                "--transactions" => options.transactions = count()?,
                "--wallets" => options.wallets = count()?.max(super::contest::WALLETS),
                "--hot-entries" => options.hot_entries = count()?,
                "--cluster" => options.cluster = Some((*value).to_owned()),
                "--shards" => options.shards = count()?,
                "--store" => options.stores = stores(value)?,
                "--only" => options.only = value.split(',').map(str::to_uppercase).collect(),
                _ => return Err(Failure::new(format!("bench has no option {name}"))),
            }
        }
        let unknown = options.only.iter().find(|only| sections::ALL.iter().all(|section| section.letter != **only));
        match unknown {
            Some(letter) => Err(Failure::new(format!("bench has no section {letter}"))),
            None if options.only == [CITUS] && options.cluster.is_none() => Err(Failure::new(
                "bench citus needs --cluster, the URL of the coordinator of a cluster that has its workers",
            )),
            None => Ok(options),
        }
    }

    pub(super) fn includes(&self, letter: &str) -> bool {
        if self.only.is_empty() { !BY_NAME.contains(&letter) } else { self.only.iter().any(|only| only == letter) }
    }
}

fn stores(value: &str) -> Result<Vec<Kind>, Failure> {
    match value {
        "postgres" => Ok(vec![Kind::Postgres]),
        "sqlite" => Ok(vec![Kind::Sqlite]),
        "both" => Ok(vec![Kind::Postgres, Kind::Sqlite]),
        _ => Err(Failure::new(format!("--store is {value:?} and must be sqlite, postgres or both"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_is_weaker_than_what_is_said_beside_it() {
        let options = Options::parse(&["--rounds", "3", "--quick", "--only", "b"]).expect("valid");
        assert_eq!((options.rounds, options.seconds, options.warmup_s), (3, 2, 1));
        assert_eq!(options.only, ["B"]);
        for wrong in [&["--rounds", "0"][..], &["--rounds"], &["--only", "Z"], &["--fast", "1"], &["--store", "disk"]] {
            assert!(Options::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_takes_long_is_measured_only_where_it_is_asked_for() {
        let all = Options::parse(&[]).expect("valid");
        assert!(all.includes("A") && !BY_NAME.iter().any(|name| all.includes(name)));
        let events = Options::parse(&["events", "--events", "1000"]).expect("valid");
        assert!(events.includes(EVENTS) && !events.includes("A") && events.events == 1000);
        let rollups = Options::parse(&["rollups"]).expect("valid");
        assert!(rollups.includes(ROLLUPS) && !rollups.includes("A"));
        assert_eq!((rollups.transactions, rollups.wallets), ROLLED);
        let rollups = Options::parse(&["rollups", "--transactions", "10000000"]).expect("valid");
        assert_eq!((rollups.transactions, rollups.wallets), (10_000_000, ROLLED.1));
        let lifecycle = Options::parse(&["lifecycle", "--lifecycle-s", "60"]).expect("valid");
        assert!(lifecycle.includes(LIFECYCLE) && !lifecycle.includes("A"));
        assert!(Options::parse(&["citus"]).is_err());
        let citus = Options::parse(&["citus", "--cluster", "postgres://me@a/wallet"]).expect("valid");
        assert!(citus.includes(CITUS) && !citus.includes("A"));
        let growth = Options::parse(&["growth", "--transactions", "5000", "--store", "sqlite"]).expect("valid");
        assert!(growth.includes(GROWTH) && !growth.includes("A"));
        assert_eq!((growth.transactions, growth.stores), (5000, vec![Kind::Sqlite]));
    }
}
