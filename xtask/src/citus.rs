//! `cargo xtask citus`: what can be tried on a Citus cluster that is there.
//!
//! Each database of a test is made on every node, migrated and distributed by `wallet` itself. A database is removed by its
//! test, or by the next process of tests, so that the cluster is left as it was.

use std::process::Command;

use harness::process::named_or_built;
use harness::run::{self, Failure};

use crate::test::{Summary, counted};

/// The promise of the contract that a distributed ledger does not keep.
const AT_ONE_MOMENT: &str = "an_asset_is_never_seen_without_its_system_wallets";

/// The comparison with a model that has one lane.
const AS_ONE_LANE: &str = "every_outcome_is_the_models";

/// Tests of copies that ask of the store what one on shards does not do.
const OF_ONE_NODE: [&str; 3] = [
    "a_row_that_is_damaged_on_its_way",
    "a_copy_that_is_interrupted_again_and_again",
    "every_key_replays_on_a_copy_just_as_on_its_source",
];

/// A test whose player must not fall to the lane that mints.
const SEVERAL_STRIPES: &str = "a_grant_that_several_stripes_pay";

/// What is not run there, and why.
const SKIPPED: &[(&str, &str)] = &[
    ("the simulator", "it steps them by who waits for whose lock, and each node of a cluster knows only its own"),
    ("faults of one PostgreSQL", "they stop and start a server of their own; `nodes` crashes the cluster's instead"),
    (AT_ONE_MOMENT, "shards do not commit at one moment: a reader may see a new asset before its wallets"),
    (SEVERAL_STRIPES, "the cluster says which lane a player falls to; `nodes` shows such a grant"),
    (OF_ONE_NODE[0], "it damages rows where triggers are off, which they are not on a worker"),
    (
        OF_ONE_NODE[1],
        "it compares with a store that was opened, which then has a stripe a shard in the midst of its wallets",
    ),
    (OF_ONE_NODE[2], "its few players do not fall to every shard"),
    (
        "plans",
        "PostgreSQL's promise that each statement is a look-up is about one node; here each is shown to bring the same rows",
    ),
    ("roles, standbys, poolers, TLS", "they need servers of their own"),
];

struct Options {
    url: String,
    shards: u16,
    rounds: u64,
}

impl Options {
    fn parse(options: &[&str]) -> Result<Self, Failure> {
        let mut parsed = Self { url: String::new(), shards: 8, rounds: 10 };
        for pair in options.chunks(2) {
            match pair {
                ["--url", value] => (*value).clone_into(&mut parsed.url),
                ["--shards", value] => parsed.shards = number("--shards", value)?,
                ["--rounds", value] => parsed.rounds = number("--rounds", value)?,
                _ => return Err(Failure::new(format!("citus does not know {}", pair.join(" ")))),
            }
        }
        if parsed.url.is_empty() {
            return Err(Failure::new(
                "citus needs --url, the URL of the coordinator of a cluster that has its workers",
            ));
        }
        Ok(parsed)
    }
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, Failure> {
    value.parse().map_err(|_| Failure::new(format!("{option} is {value:?} and must be a number")))
}

/// Runs all of it; the summary says how each step went, and the first failure is told once all have run.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let Options { url, shards, rounds } = Options::parse(options)?;
    let wallet = named_or_built("dev")?;
    let on_shards = |mut command: Command, shards: u16| {
        command.env("WALLET_TEST_DATABASE_URL", &url).env("WALLET_TEST_SHARDS", shards.to_string());
        command.env("WALLET_BIN", &wallet);
        command
    };
    let tests_on = |shards: u16, package: &str, target: &str, arguments: &[&str]| -> Result<Command, Failure> {
        let mut cargo = run::cargo()?;
        cargo.args(["test", "--package", package, "--test", target, "--"]).args(arguments);
        Ok(on_shards(cargo, shards))
    };
    let tests = |package: &str, target: &str, arguments: &[&str]| tests_on(shards, package, target, arguments);
    let mut summary = Summary::default();
    let mut failures = Vec::new();
    let mut step = |name: &'static str, command: Result<Command, Failure>| {
        let done = summary.step(name, |tally| counted(&mut command?, tally));
        failures.extend(done.err());
    };
    step("every statement", tests("wallet-postgres", "ledger", &["distributed::", "nodes::", "--ignored"]));
    let modules = ["contract::", "keys::", "caps::", "approvals::", "webhooks::", "rollups::", "workload::"];
    let topics = [&modules[..], &["--skip", AT_ONE_MOMENT, "--skip", AS_ONE_LANE]].concat();
    step("the contract", tests("wallet-postgres", "ledger", &topics));
    // What a command did to each stripe is compared, so the ledger has one lane.
    step("the model", tests_on(1, "wallet-postgres", "ledger", &[AS_ONE_LANE]));
    step("three stores alike", tests_on(1, "wallet-http", "differential", &[]));
    let skipped = OF_ONE_NODE.map(|name| ["--skip", name]);
    step("copies", tests("wallet-http", "copying", skipped.as_flattened()));
    step("there and back", tests("wallet-http", "cli", &["a_ledger_goes_onto_a_cluster", "--ignored"]));
    let topics = ["stories", "searches", "followers", "--skip", SEVERAL_STRIPES];
    step("answers alike", tests("wallet-http", "api", &topics));
    step(
        "every route",
        tests("wallet-http", "api", &["every_example_of_the_document_succeeds_on_shards", "--ignored"]),
    );
    let rounds = rounds.to_string();
    for (name, kind) in [("two servers", "pair"), ("faults", "nodes")] {
        let mut faults = run::cargo()?;
        faults.args(["run", "--quiet", "--package", "wallet-faults", "--", "--kind", kind]);
        faults.args(["--cluster", &url, "--rounds", &rounds]);
        step(name, Ok(on_shards(faults, shards)));
    }
    summary.print();
    for (what, why) in SKIPPED {
        println!("not run: {what}: {why}");
    }
    failures.into_iter().next().map_or(Ok(()), Err)
}
