//! `cargo xtask bench`: builds the bench suite of `wallet-bench` and runs it.

use harness::run::{self, Failure};

/// Runs the suite, which builds the release binary that it measures. It is optimised itself: it reads and receives, too.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let mut command = run::cargo()?;
    command
        .args(["run", "--quiet", "--release", "--package", "wallet-bench", "--example", "suite", "--"])
        .args(options);
    run::check(&mut command)
}
