//! `wallet verify` as it is measured.

use harness::run::Failure;

use super::watched::{self, Watched};
use super::{Bench, Store};

/// A verification that found nothing.
pub(super) struct Verified {
    pub(super) run: Watched,
    pub(super) transactions: f64,
}

/// Verifies `store`; a finding is a failure.
pub(super) fn watched(bench: &Bench, store: &Store) -> Result<Verified, Failure> {
    println!("    verifying {}", store.name);
    let run = watched::watched(bench.wallet(store, &["verify"]))?;
    let transactions = transactions(&run.printed);
    let transactions = transactions.ok_or_else(|| Failure::new(format!("verify counted nothing:\n{}", run.printed)))?;
    Ok(Verified { run, transactions })
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
