//! `wallet verify` as it is measured: how long it takes and what it holds in memory.

use std::process::Stdio;
use std::time::{Duration, Instant};

use harness::process::memory_kib;
use harness::run::{Failure, could_not_start};

use super::figures::{figure, mib, micros};
use super::{Bench, Store};

/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A verification that found nothing.
pub(super) struct Verified {
    pub(super) seconds: f64,
    pub(super) peak_kib: f64,
    pub(super) transactions: f64,
}

impl Verified {
    pub(super) fn cells(&self) -> [String; 2] {
        [format!("{:.1} s", self.seconds), mib(self.peak_kib)]
    }
}

/// Verifies `store`; a finding is a failure.
pub(super) fn watched(bench: &Bench, store: &Store) -> Result<Verified, Failure> {
    println!("    verifying {}", store.name);
    let mut command = bench.wallet(store, &["verify"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().map_err(|error| could_not_start(&command, &error))?;
    // VmHWM only grows, so the last look sees the most it held but for what the last milliseconds added.
    let mut peak_kib = 0.0;
    while child.try_wait()?.is_none() {
        peak_kib = memory_kib(child.id(), "VmHWM:").map_or(peak_kib, figure);
        std::thread::sleep(LOOK);
    }
    let seconds = micros(began.elapsed()) / 1e6;
    let output = child.wait_with_output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::new(format!("the ledger of {} is not in order:\n{printed}", store.name)));
    }
    let transactions = transactions(&printed);
    let transactions = transactions.ok_or_else(|| Failure::new(format!("verify counted nothing:\n{printed}")))?;
    Ok(Verified { seconds, peak_kib, transactions })
}

fn transactions(printed: &str) -> Option<f64> {
    printed.lines().find_map(|line| line.split_once(" transactions, verified in ")?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_a_verification_is_read() {
        let printed = "asset  supply\nGOLD   1\n\n1234 transactions, verified in 0.1 s\nevery invariant holds\n";
        assert_eq!(transactions(printed), Some(1234.0));
        assert_eq!(transactions("nothing"), None);
    }
}
