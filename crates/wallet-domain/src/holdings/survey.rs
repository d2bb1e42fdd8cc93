//! The look at all wallets: it takes them one by one, in any order, and keeps eight bytes of each that holds something.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{DEBT_DAYS, HOLD_DAYS, Ownership, Snapshot, SnapshotMoment, TOP_MAX, Tally, TopHolder, spread_of};
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// A wallet as it is looked at; a striped one may come in parts.
#[derive(Debug, Clone, Copy)]
pub struct SurveyedWallet<'a> {
    /// Whose.
    pub owner: &'a OwnerId,
    /// Of which asset.
    pub asset: &'a AssetCode,
    /// What it holds.
    pub balance: i64,
    /// What its open holds keep, those too that are over and not recorded so yet.
    pub held: i64,
    /// What its owner owes.
    pub debt: i64,
    /// When it last moved.
    pub last_entry_at: Timestamp,
}

/// An open hold as it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct SurveyedHold<'a> {
    /// Whose.
    pub owner: &'a OwnerId,
    /// Of which asset.
    pub asset: &'a AssetCode,
    /// What it has left.
    pub left: i64,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A look at all wallets, and then at all open holds, of one moment.
#[derive(Debug)]
pub struct Survey {
    moment: SnapshotMoment,
    assets: BTreeMap<AssetCode, Counting>,
}

/// What was counted of an asset so far.
#[derive(Debug)]
struct Counting {
    wallets: i64,
    /// Those above zero.
    balances: Vec<i64>,
    /// What all other wallets hold: less than nothing.
    others: i128,
    top: BTreeMap<(Reverse<i64>, OwnerId), (i64, i64)>,
    debts: Tally,
    holds: Tally,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            wallets: 0,
            balances: Vec::new(),
            others: 0,
            top: BTreeMap::new(),
            debts: Tally::of(&DEBT_DAYS),
            holds: Tally::of(&HOLD_DAYS),
        }
    }
}

impl Survey {
    /// Has looked at nothing yet.
    pub fn of(moment: SnapshotMoment) -> Self {
        Self { moment, assets: BTreeMap::new() }
    }

    /// Looks at a wallet.
    pub fn wallet(&mut self, wallet: SurveyedWallet<'_>) {
        let at = self.moment.at;
        let counting = self.counting(wallet.asset);
        if wallet.owner.is_system() {
            counting.others += i128::from(wallet.balance);
            if wallet.owner.is_debt() && wallet.balance < 0 {
                let age_us = at.as_micros().saturating_sub(wallet.last_entry_at.as_micros());
                counting.debts.add(wallet.balance.saturating_neg(), age_us);
            }
            return;
        }
        counting.wallets += 1;
        if wallet.balance > 0 {
            counting.balances.push(wallet.balance);
            counting.note_top(wallet);
        }
    }

    /// Looks at an open hold, once all wallets were looked at. One whose time is over keeps nothing any more.
    pub fn hold(&mut self, hold: SurveyedHold<'_>) {
        let at = self.moment.at;
        let counting = self.counting(hold.asset);
        if hold.expires_at > at {
            counting.holds.add(hold.left, hold.expires_at.as_micros() - at.as_micros());
        } else if let Some((_, (held, _))) = counting.top.iter_mut().find(|((_, owner), _)| owner == hold.owner) {
            *held -= hold.left;
        }
    }

    /// What it came to.
    pub fn finish(self) -> Snapshot {
        let assets = self.assets.into_iter().map(|(asset, counting)| (asset, counting.finish()));
        Snapshot { moment: self.moment, assets: assets.collect() }
    }

    fn counting(&mut self, asset: &AssetCode) -> &mut Counting {
        // A code is cloned once an asset, not once a wallet.
        if !self.assets.contains_key(asset) {
            self.assets.insert(asset.clone(), Counting::default());
        }
        self.assets.get_mut(asset).expect("it was put there just now")
    }
}

impl Counting {
    fn note_top(&mut self, wallet: SurveyedWallet<'_>) {
        let is_below = |last: &(Reverse<i64>, OwnerId)| (Reverse(wallet.balance), wallet.owner) > (last.0, &last.1);
        if self.top.len() == TOP_MAX && self.top.last_key_value().is_some_and(|(last, _)| is_below(last)) {
            return;
        }
        self.top.insert((Reverse(wallet.balance), wallet.owner.clone()), (wallet.held, wallet.debt));
        if self.top.len() > TOP_MAX {
            self.top.pop_last();
        }
    }

    fn finish(mut self) -> Ownership {
        self.balances.sort_unstable();
        let total: i128 = self.balances.iter().copied().map(i128::from).sum();
        let top = |((Reverse(balance), owner), (held, debt))| TopHolder { owner, balance, held, debt };
        Ownership {
            wallets: self.wallets,
            holders: i64::try_from(self.balances.len()).unwrap_or(i64::MAX),
            total: within(total),
            ledger: within(-self.others),
            spread: spread_of(&self.balances),
            top: self.top.into_iter().map(top).collect(),
            debts: self.debts,
            holds: self.holds,
        }
    }
}

/// The nearest number that fits.
fn within(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}
