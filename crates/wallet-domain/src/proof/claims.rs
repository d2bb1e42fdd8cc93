//! Claims: invariant 7, claim by claim.

use super::findings::{Check, Findings};
use crate::ports::journal::{ClaimRecord, Filed};
use crate::record::claim::Claim;

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
                }
            }
            let made = transactions
                .iter()
                .fold(None, |before, transaction| Claim::follow(before, transaction, claim.wallet).or(before));
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
