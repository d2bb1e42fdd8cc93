//! Claims: invariant 7, claim by claim.

use super::findings::{Check, Findings};
use crate::flow::command::Command;
use crate::ports::journal::{ClaimRecord, Filed};
use crate::record::claim::{Claim, ClaimKind};
use crate::record::transaction::Transaction;

/// Judges a claim by the transactions that it follows from.
pub(super) fn judge(record: &ClaimRecord, findings: &mut Findings) {
    let Filed { shard, id } = record.filed;
    let mut found = |detail: String| findings.add(Check::Claims, format!("claim {id}"), detail);
    if shard != id.shard_key() {
        found(format!("it is filed under the shard key {shard}"));
    }
    match (&record.claim, &record.transactions) {
        (Err(why), _) => found(why.clone()),
        (_, Err(why)) => found(format!("a transaction of it: {why}")),
        (Ok(claim), Ok(transactions)) => {
            let against = transactions.iter().find(|transaction| transaction.id() == claim.id);
            match against.and_then(|against| Some((&against.command, against.result.as_ref().ok()?))) {
                None => found("the transaction that it is against is not there, or was refused".to_owned()),
                Some((command, posting)) => {
                    let moved = posting.moved_by(command);
                    if claim.amount != moved {
                        found(format!("it is of {}, and the transaction that it is against of {moved}", claim.amount));
                    }
                    if claim.kind == ClaimKind::Hold && claim.taken < claim.amount {
                        transactions.iter().filter_map(took_less).for_each(&mut found);
                    }
                    if claim.kind == ClaimKind::Original {
                        let sums = posting.moved_by_legs(command);
                        let about = transactions.iter().filter(|it| it.id() != claim.id);
                        about.filter_map(|it| misses(it, command, &sums)).for_each(&mut found);
                    }
                }
            }
            let made = transactions
                .iter()
                .fold(None, |before, it| Claim::follow(claim.id, before, it, claim.wallet).or(before));
            if made != Some(*claim) {
                let what = |claim: &Claim| {
                    let Claim { amount, taken, status, .. } = claim;
                    format!("{taken} of {amount} taken, {}", status.name())
                };
                let made = made.as_ref().map_or_else(|| "nothing".to_owned(), what);
                found(format!("it says {}; its transactions make it {made}", what(claim)));
            }
        }
    }
}

/// Where a capture of as much as there is took less than it asked for, of a hold that was not used up.
fn took_less(capture: &Transaction) -> Option<String> {
    let (asked, moved) = (capture.command.amount().minor(), capture.amount());
    let is_less = capture.command.is_as_much_as() && moved < asked;
    is_less.then(|| format!("its transaction {} took {moved} of {asked} while more was there", capture.id()))
}

/// Where a posted reversal is of another transaction than it says, or its legs do not move the share of the original's
/// `sums` that its amount is.
fn misses(reversal: &Transaction, original: &Command, sums: &[i64]) -> Option<String> {
    let (id, command) = (reversal.id(), &reversal.command);
    let posting = reversal.result.as_ref().ok()?;
    if !command.takes_back(original) {
        return Some(format!("its transaction {id} says that it takes something else back"));
    }
    let (effect, whole) = (posting.claim()?, sums.first()?);
    let after = whole - effect.remaining;
    let between = (after - effect.moved, after);
    let (due, moved) = (command.parts_of(sums, between), posting.moved_by_legs(command));
    let step = command.as_reversal()?.step(sums);
    if due != moved {
        return Some(format!("its transaction {id} takes {moved:?} back, and {due:?} is its share"));
    }
    (effect.moved % step != 0)
        .then(|| format!("its transaction {id} takes {} back, and items are of {step}", effect.moved))
}
