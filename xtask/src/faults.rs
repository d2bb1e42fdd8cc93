//! `cargo xtask faults`: builds the service and the suite that breaks it, and runs that.

use harness::process::named_or_built;
use harness::run::{self, Failure};

/// Runs the suite. Built as for tests: what overflows there panics. Its PostgreSQL is its own, to be stopped and killed.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let mut command = run::cargo()?;
    command.args(["run", "--quiet", "--package", "wallet-faults", "--"]).args(options);
    run::check(command.env("WALLET_BIN", named_or_built("dev")?))
}
