//! `cargo xtask`: the project's chores, with so few dependencies that they start in seconds.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]

mod bench;
mod citus;
mod clients;
mod contract;
mod coverage;
mod database;
mod deny;
mod faults;
mod fuzz;
mod manifests;
mod own_clients;
mod pages;
mod pypi;
mod requirements;
mod sim;
mod test;

use std::process::ExitCode;

use harness::run::Failure;

const HELP: &str = "\
The chores of this repository.

Usage: cargo xtask COMMAND

Commands:
  test [--rust-only]   installs what the tests need (as root, or with sudo), then checks format and lints and runs
                       every test: Rust on all stores, and the browser's and the API contract (not with --rust-only)
  pg -- COMMAND ...    runs a command with the tests' temporary PostgreSQL up, e.g.
                       cargo xtask pg -- cargo test -p wallet-postgres
  db [start]           starts a PostgreSQL of your own that keeps its data in ./data/pg, and prints its URL
  db stop              stops it
  sim [OPTIONS]        runs the simulator: --seed N, --seeds A..B or --minutes T with fresh seeds, --steps 300, on
                       --store memory, sqlite or postgres (with a temporary server up); `sim --help` says more
  faults [OPTIONS]     breaks real servers under load, on SQLite and on a PostgreSQL of its own: --kind, --store,
                       --rounds 10, --seed N, --clients 4, --seconds T; `faults --help` says more. WALLET_BIN names a
                       built wallet, else one is built
  citus --url URL [OPTIONS]
                       tries a distributed ledger on a Citus cluster that is there, by the URL of its coordinator: every
                       statement, the contract, three stores alike, copies, every route, crashes of its nodes.
                       --shards 8, --rounds 10 of faults. It says what it did not run, and why
  fuzz [OPTIONS]       fuzzes every parser, led by coverage: --minutes 10 over all targets, or --target T alone,
                       --seed N; --target T --replay FILE sees one input again; needs a C++ compiler
  contract [OPTIONS]   holds a server of its own to its OpenAPI document by schemathesis, which it installs from PyPI
                       into target/: --examples 100 of each operation, --seed 1; needs python3-venv
  contract --clients   makes clients of the document for TypeScript, C#, Go, Java and Python, compiles and runs what it
                       can; needs npm, python3-venv and Java, and for the rest go and maven
  clients              makes the clients' methods and types in clients/ from the golden OpenAPI document; `clients test`
                       tests them as `test` does, against a built wallet (WALLET_BIN names one); needs Python 3.11 with
                       venv, npm and Go
  deny [--advisories]  checks licences, doubled versions and sources of what is depended on with cargo-deny, which it
                       installs into target/ (minutes, once); the advisories need a network that has their database
  coverage             runs the Rust tests with cargo-llvm-cov, which it installs into target/, and prints the lines that
                       they run; needs Debian's llvm-19, or LLVM_COV and LLVM_PROFDATA
  bench [OPTIONS]      measures rates and latencies on stores of its own and writes docs/benchmarks.md:
                       --rounds 5, --seconds 10, --warmup-s 2, --memory-minutes 1, --quick (1 round of 2 s),
                       --only A,B (A singles, B batches, C lanes and servers, D reads, E open loop, F memory and
                       start); WALLET_BIN names a built wallet, else one is built
  bench lifecycle [OPTIONS]
                       sends holds, captures, reversals, replays and reads for --lifecycle-s 600 to each --store, and
                       tells the rate every ten seconds
  bench rollups [OPTIONS]
                       fills ninety days with --transactions 1000000 of --wallets 100000 on --store sqlite, postgres or
                       both, and measures the fold of it, the tiles, the look at all wallets and writes beside them
  bench citus --cluster URL [OPTIONS]
                       measures a ledger of --shards 4 on the Citus cluster with that coordinator beside one PostgreSQL with
                       the settings of its nodes, with the processor time of each node
  bench growth [OPTIONS]
                       measures an empty store against one with --transactions 10000000, --wallets 1000000 and a
                       wallet with --hot-entries 1000000, on --store sqlite, postgres or both; takes hours, unless
                       --quick
  help                 prints this

The tests' database: WALLET_TEST_DATABASE_URL names a PostgreSQL server whose user may create databases, and
WALLET_TEST_PG_BIN the folder of the server's programs. `test` and `pg` set both; nothing needs to run beforehand.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["test"] => test::run(test::Scope::Everything),
        ["test", "--rust-only"] => test::run(test::Scope::RustOnly),
        ["pg", "--", program, rest @ ..] => test::with_database(program, rest),
        ["sim", options @ ..] => sim::run(options),
        ["faults", options @ ..] => faults::run(options),
        ["citus", options @ ..] if !options.contains(&"--help") => citus::run(options),
        ["contract", options @ ..] if !options.contains(&"--help") => contract::run(options),
        ["clients"] => own_clients::write(),
        ["clients", "test"] => test::run_clients(),
        ["deny", options @ ..] if !options.contains(&"--help") => deny::run(options),
        ["coverage"] => coverage::run(),
        ["fuzz", options @ ..] if !options.contains(&"--help") => fuzz::run(options),
        ["db"] | ["db", "start"] => database::start(),
        ["bench", options @ ..] if !options.contains(&"--help") => bench::run(options),
        ["db", "stop"] => database::stop(),
        ["help" | "--help" | "-h"] | [_, "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(Failure::new(format!("this is no command: {:?}\n\n{HELP}", arguments.join(" ")))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
