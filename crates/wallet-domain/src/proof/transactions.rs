//! Transactions with their legs: invariants 1 and 5, transaction by transaction.

use super::findings::{Check, Findings};
use super::records::{Leg, TransactionRecord};
use crate::chain::{ChainHash, LeafEntry, leaf_of};
use crate::command::Command;
use crate::owner::OwnerId;
use crate::rejection::Rejection;

/// Judges a transaction and its legs.
pub(super) fn judge(record: &TransactionRecord, findings: &mut Findings) {
    let subject = || format!("transaction {}", record.id);
    match &record.command {
        Ok(command) if command.id() != record.id => {
            findings.add(Check::Identities, subject(), "its id is not the name of its owner and key");
        }
        Ok(_) => {}
        Err(why) => findings.add(Check::Identities, subject(), why),
    }
    let (named, found) = (record.named, record.legs.len());
    if found != named {
        let detail = format!("it names {named} entries, and {found} of them are there and its own");
        findings.add(Check::Legs, subject(), detail);
    } else if record.is_rejected && named != 0 {
        findings.add(Check::Legs, subject(), format!("it is rejected and has {named} entries"));
    } else if !record.is_rejected && named < 2 {
        findings.add(Check::Legs, subject(), format!("it is posted with {named} entries"));
    }
    if let Some(leg) = record.legs.iter().find(|leg| leg.created_at.is_some_and(|at| at != record.created_at)) {
        let detail = format!("its entry {} of wallet {} has another time", leg.sequence, leg.wallet);
        findings.add(Check::Times, subject(), detail);
    }
    if let Some((asset, sum)) = first_unbalanced(&record.legs) {
        let asset = asset.unwrap_or("an unknown asset");
        findings.add(Check::Sums, subject(), format!("its entries of {asset} sum to {sum}, not to zero"));
    } else if let (Ok(command), false) = (&record.command, record.is_rejected)
        && let Some(why) = misses(command, &record.legs)
    {
        findings.add(Check::Moves, subject(), why);
    }
}

/// The leaf that the transaction has in its commit's tree, if enough of it can be read.
pub(super) fn leaf(record: &TransactionRecord) -> Option<ChainHash> {
    let command = record.command.as_ref().ok()?;
    let rejection = match (record.is_rejected, &record.rejection) {
        (true, Some(json)) => Some(Rejection::from_json(json).ok()?),
        (false, None) => None,
        _ => return None,
    };
    let outcome = match &rejection {
        Some(rejection) => Err(rejection),
        None => Ok(record.legs.iter().map(LeafEntry::from).collect()),
    };
    Some(leaf_of(record.id, command.fingerprint(), record.created_at, outcome))
}

impl From<&Leg> for LeafEntry {
    fn from(leg: &Leg) -> Self {
        let Leg { wallet, sequence, amount, balance_after, .. } = *leg;
        Self { wallet, sequence, amount, balance_after }
    }
}

/// The first asset whose legs do not sum to zero.
fn first_unbalanced(legs: &[Leg]) -> Option<(Option<&str>, i128)> {
    (legs.iter())
        .map(|leg| (leg.asset.as_deref(), sum(legs, |other| other.asset == leg.asset)))
        .find(|(_, sum)| *sum != 0)
}

fn sum(legs: &[Leg], of: impl Fn(&Leg) -> bool) -> i128 {
    legs.iter().filter(|leg| of(leg)).map(|leg| i128::from(leg.amount)).sum()
}

/// Where the legs are not what was asked for: the amount from the source's wallets to the destination's, each wallet
/// once. How many wallets an owner pays from is the store's affair.
fn misses(command: &Command, legs: &[Leg]) -> Option<String> {
    let route = command.route();
    let (asset, amount) = (command.asset().as_str(), i128::from(command.amount().minor()));
    for (at, leg) in legs.iter().enumerate() {
        if leg.asset.as_deref() != Some(asset) {
            return Some(format!("it moves {asset}, and its entry in wallet {} is of another asset", leg.wallet));
        }
        if legs[..at].iter().any(|other| other.wallet == leg.wallet) {
            return Some(format!("it has two entries in wallet {}", leg.wallet));
        }
        if ![route.source, route.destination].iter().any(|side| is_of(leg, side)) {
            let (source, destination) = (route.source, route.destination);
            return Some(format!("it is from {source} to {destination}, and has an entry in wallet {}", leg.wallet));
        }
    }
    let (taken, given) = (sum(legs, |leg| is_of(leg, route.source)), sum(legs, |leg| is_of(leg, route.destination)));
    if (taken, given) == (-amount, amount) {
        return None;
    }
    Some(format!("it is of {amount}, and its entries move {taken} and {given}"))
}

fn is_of(leg: &Leg, owner: &OwnerId) -> bool {
    leg.owner.as_deref() == Some(owner.as_str())
}

#[cfg(test)]
#[path = "transactions_tests.rs"]
mod tests;
