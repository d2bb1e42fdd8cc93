//! Transactions with their legs: invariants 1 and 5, transaction by transaction.

use super::findings::{Check, Findings};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::hold::Capture;
use crate::flow::terms::Order;
use crate::ports::journal::{Leg, TransactionRecord};
use crate::record::chain::{ChainHash, LeafEntry, leaf_of};
use crate::record::rejection::Rejection;
use crate::record::transaction::{Effects, Entry, Posting, Transaction, moved_by_legs};
use crate::value::amount::Balance;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::wallet_id::WalletId;

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
    } else if !record.is_rejected && named < least(record) {
        findings.add(Check::Legs, subject(), format!("it is posted with {named} entries"));
    }
    if record.lacks_claim && !record.is_rejected {
        findings.add(Check::Claims, subject(), "it is about a claim that is not there");
    }
    if let Some(why) = misfiled_payment(record) {
        findings.add(Check::Payments, subject(), why);
    }
    if let Some(leg) = record.legs.iter().find(|leg| leg.created_at.is_some_and(|at| at != record.created_at)) {
        let detail = format!("its entry {} of wallet {} has another time", leg.sequence, leg.wallet);
        findings.add(Check::Times, subject(), detail);
    }
    if let Some((asset, sum)) = first_unbalanced(&record.legs) {
        let asset = asset.unwrap_or("an unknown asset");
        findings.add(Check::Sums, subject(), format!("its entries of {asset} sum to {sum}, not to zero"));
    } else if let (Ok(command), false) = (&record.command, record.is_rejected) {
        match effects(record) {
            Err(why) => findings.add(Check::Moves, subject(), format!("its effects cannot be read: {why}")),
            Ok(effects) => {
                if let Some(why) = misses(command, effects.as_ref(), &record.legs) {
                    findings.add(Check::Moves, subject(), why);
                }
            }
        }
    }
}

/// Why its credit of a payment is not filed as it should be. A payment that is filed once under each ordinal, and only
/// by transactions that say which credit of it they are, was credited once unless a policy allowed more.
fn misfiled_payment(record: &TransactionRecord) -> Option<String> {
    let command = record.command.as_ref().ok()?;
    let is_credit = !record.is_rejected && command.payment_ref().is_some();
    let credit = effects(record).ok()?.map_or(0, |effects| effects.credit);
    match (is_credit, record.payment) {
        (false, None) => None,
        (false, Some(_)) => Some("it is filed as the credit of a payment".to_owned()),
        (true, None) => Some("it credits a payment and is not filed so".to_owned()),
        (true, Some(ordinal)) if ordinal == credit.max(1) => None,
        (true, Some(ordinal)) => {
            Some(format!("it says it is credit {} of its payment, and is filed as {ordinal}", credit.max(1)))
        }
    }
}

/// How many entries it has at least: two, unless it is of a flow that moves nothing.
fn least(record: &TransactionRecord) -> usize {
    let moves_nothing = |command: &Command| matches!(command.flow(), Flow::Hold | Flow::Release | Flow::Expire);
    if record.command.as_ref().is_ok_and(moves_nothing) { 0 } else { 2 }
}

fn effects(record: &TransactionRecord) -> Result<Option<Effects>, String> {
    record.effects.as_deref().map(Effects::from_json).transpose().map_err(|why| why.to_string())
}

/// What it keeps held and owed in players' wallets, as its event tells it; nothing of one that cannot be read.
pub(super) fn kept(record: &TransactionRecord) -> Vec<((OwnerId, AssetCode), (i64, i64))> {
    let Some(transaction) = read_back(record) else { return Vec::new() };
    let standings = transaction.standings().into_iter();
    standings.map(|it| ((it.owner, it.asset), (it.held, it.debt))).collect()
}

/// The transaction of a record, if it was posted and can be read.
fn read_back(record: &TransactionRecord) -> Option<Transaction> {
    let command = record.command.as_ref().ok().filter(|_| !record.is_rejected)?.clone();
    let entry = |leg: &Leg| {
        Some(Entry {
            wallet: WalletId::from_value(leg.wallet),
            owner: OwnerId::new(leg.owner.as_deref()?).ok()?,
            asset: AssetCode::new(leg.asset.as_deref()?).ok()?,
            amount: leg.amount,
            balance_after: Balance::new(leg.balance_after).ok()?,
            sequence: leg.sequence,
        })
    };
    let entries = record.legs.iter().map(entry).collect::<Option<Vec<_>>>()?;
    let posting = Posting::of(command.owner(), entries, effects(record).ok()?)?;
    Some(Transaction { command, created_at: record.created_at, result: Ok(posting) })
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
    let effects = effects(record).ok()?;
    Some(leaf_of(command, record.created_at, outcome, effects.as_ref()))
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

/// Where the legs are not what was asked for: of each asset, from each owner that pays and to each that receives, and
/// each wallet once. How many wallets an owner pays from is the store's affair. An order about a claim, a bonus that was
/// clipped and a conversion have moved what their effects say. What is owed, or repaid, counts as its player's.
fn misses(command: &Command, effects: Option<&Effects>, legs: &[Leg]) -> Option<String> {
    if let Some(why) = misses_amount(command, effects) {
        return Some(why);
    }
    let mut wanted: Vec<(&str, &OwnerId, i128)> = Vec::new();
    let mut moved = moved_by_legs(command, effects).into_iter();
    command.each_leg(|leg| {
        let minor = i128::from(moved.next().expect("one a leg"));
        for (owner, minor) in [(leg.source, -minor), (leg.destination, minor)] {
            let asset = leg.asset.as_str();
            match wanted.iter_mut().find(|(of, whose, _)| (*of, *whose) == (asset, owner)) {
                Some((.., sum)) => *sum += minor,
                None => wanted.push((asset, owner, minor)),
            }
        }
    });
    for (at, leg) in legs.iter().enumerate() {
        if legs[..at].iter().any(|other| other.wallet == leg.wallet) {
            return Some(format!("it has two entries in wallet {}", leg.wallet));
        }
        if !wanted.iter().any(|(asset, owner, _)| is_of(leg, asset, owner)) {
            let what = command.flow().name();
            return Some(format!("it is a {what}, and has an entry in wallet {}, which has no part in it", leg.wallet));
        }
    }
    if let Some(why) = misses_debt(command, effects, legs) {
        return Some(why);
    }
    wanted.iter().find_map(|(asset, owner, minor)| {
        let found = sum(legs, |leg| is_of(leg, asset, owner));
        // The stripes of one owner may level each other; a player and a debt go the same way.
        let is_astray = |leg: &Leg| !owner.is_system() && (leg.amount > 0) != (*minor > 0);
        if let Some(leg) = legs.iter().find(|leg| is_of(leg, asset, owner) && is_astray(leg)) {
            return Some(format!("it is to move {minor} {asset} of {owner}, and an entry moves {}", leg.amount));
        }
        (found != *minor).then(|| format!("it is to move {minor} {asset} of {owner}, and its entries move {found}"))
    })
}

/// Where a plain command or a capture did not move what it asked for, and nothing lets it move less: a bonus may be clipped,
/// and an order of as much as there is may leave nothing. What a final capture leaves, its claim tells.
fn misses_amount(command: &Command, effects: Option<&Effects>) -> Option<String> {
    let is_whole = match command.order() {
        None => false,
        Some(Order::Capture(Capture { whole, .. })) => *whole,
        Some(_) => return None,
    };
    let (asked, moved) = (command.amount().minor(), effects.and_then(Effects::amount)?);
    if moved == asked || is_whole || (command.flow().is_clipped() && moved < asked) {
        return None;
    }
    if !command.is_as_much_as() || moved > asked {
        return Some(format!("it is to move {asked}, and says that it moved {moved}"));
    }
    let left = effects.map_or(0, |it| it.claim.map_or(it.balance.minor() - it.held, |claim| claim.remaining));
    (left != 0).then(|| format!("it is to move {asked} or what there is, moved {moved}, and left {left}"))
}

/// Where a debt was made by what makes none, or is not what the effects say.
fn misses_debt(command: &Command, effects: Option<&Effects>, legs: &[Leg]) -> Option<String> {
    let mut debts = legs.iter().filter(|leg| leg.owner.as_deref().is_some_and(|owner| debtor(owner).is_some()));
    debts.find_map(|leg| {
        if leg.amount < 0 && !command.may_owe() {
            return Some(format!("it has {} owed in wallet {}, which nobody asked for", -leg.amount, leg.wallet));
        }
        let told = effects.map_or(0, |effects| effects.debt);
        let is_owners = is_of(leg, command.asset().as_str(), command.owner());
        (is_owners && leg.balance_after != -told)
            .then(|| format!("it tells that {told} is owed, and leaves {} in wallet {}", leg.balance_after, leg.wallet))
    })
}

fn is_of(leg: &Leg, asset: &str, owner: &OwnerId) -> bool {
    let whose = |name: &str| name == owner.as_str() || debtor(name) == Some(owner.as_str());
    leg.asset.as_deref() == Some(asset) && leg.owner.as_deref().is_some_and(whose)
}

fn debtor(owner: &str) -> Option<&str> {
    owner.strip_prefix(OwnerId::DEBT_PREFIX)
}

#[cfg(test)]
mod tests;
