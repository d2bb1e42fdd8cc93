//! `cargo xtask faults`: builds the service and the suite that breaks it, and runs that.

use harness::cluster;
use harness::run::{self, Failure};

/// Runs the suite. Built as for tests: what overflows there panics. Its PostgreSQL is its own, to be stopped and killed.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let mut command = run::cargo()?;
    command.args(["run", "--quiet", "--package", "wallet-faults", "--"]).args(options);
    if std::env::var_os("WALLET_BIN").is_none() {
        run::check(run::cargo()?.args(["build", "--quiet", "--package", "wallet-http", "--bin", "wallet"]))?;
        command.env("WALLET_BIN", std::env::current_exe()?.with_file_name("wallet"));
    }
    if let Some(programs) = cluster::find_programs() {
        command.env("WALLET_TEST_PG_BIN", programs);
    }
    run::check(&mut command)
}
