//! `cargo xtask sim`: builds the simulator and runs it, with a temporary PostgreSQL up if it needs one.

use harness::cluster::{Cluster, Purpose};
use harness::run::{self, Failure};

/// Runs the simulator. Built as for tests: what overflows there panics.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let mut command = run::cargo()?;
    command.args(["run", "--quiet", "--package", "wallet-sim", "--"]).args(options);
    let on_postgres = options.windows(2).any(|pair| pair == ["--store", "postgres"]);
    if on_postgres || options.contains(&"--store=postgres") {
        let cluster = Cluster::start(Purpose::Tests)?;
        return run::check(cluster.tell(&mut command));
    }
    run::check(&mut command)
}
