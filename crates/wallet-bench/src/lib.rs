//! A load generator for a running Wallet server, over HTTP, that also checks what it was told against the ledger.
//!
//! It shares a machine with the server, so it is cheap: few threads, requests written as bytes, answers read no
//! further than needed. What it does, in order:
//!
//! 1. [`prepare`]: makes the asset, its supply, the players' wallets and their opening balances.
//! 2. [`check`]: reads the balances.
//! 3. [`load`]: sends requests in a closed or an open loop, and counts.
//! 4. [`check`]: sends commands without an outcome again under their keys until they have one, reads the balances
//!    again, and compares.
//!
//! Every command is a function of its number ([`plan`]), so that millions of them cost no memory.

mod check;
mod connection;
mod crew;
mod desk;
mod error;
mod load;
mod mix;
mod options;
mod plan;
mod prepare;
mod progress;
mod report;
mod response;
mod schedule;
mod tally;

use std::sync::Arc;
use std::time::Duration;

pub use error::BenchError;
pub use mix::{Mix, Operation};
pub use options::{ApiKey, Mode, Options, Spread};
pub use report::Report;

use crew::Target;
use desk::Desk;
use load::Shared;
use plan::Plan;
use progress::Progress;

/// Carries out a load test; none if only its preparation was asked for.
pub fn run(options: &Options) -> Result<Option<Report>, BenchError> {
    options.validate()?;
    let (host, address) = options.server()?;
    let plan = Plan::new(options, host, fastrand::u64(..));
    let target = Target { address, timeout: Duration::from_secs(options.timeout_s), connections: options.connections };
    let mut progress = Progress::new(options.quiet);
    let desk = Desk::open(options, address)?;
    let existing = check::audit(&desk, &plan)?;
    if options.prepare {
        prepare::run(&desk, &target, &plan, options.wallets, existing, options.quiet)?;
    } else if existing.is_none() {
        return Err(BenchError::failed(format!("there is no asset {}; without --no-prepare it is made", plan.asset)));
    }
    if options.prepare_only {
        return Ok(None);
    }
    let before =
        if options.check { Some(check::Holdings::read(&desk, &target, &plan, options.wallets)?) } else { None };
    let shared = Arc::new(Shared::new(options, plan, address));
    let mut tally = load::run(&shared, options, &mut progress)?;
    let resent = check::resolve(&target, &shared.plan, &mut tally)?;
    let findings = match &before {
        None => None,
        Some(before) => {
            let after = check::Holdings::read(&desk, &target, &shared.plan, options.wallets)?;
            Some(before.compare(&after, &tally))
        }
    };
    if tally.requests == 0 {
        return Err(BenchError::failed("no request was answered while it was measured"));
    }
    let wallets_checked = before.as_ref().map_or(0, check::Holdings::wallets);
    Ok(Some(Report::new(options, &shared.plan, &tally, &resent, findings, wallets_checked)))
}
