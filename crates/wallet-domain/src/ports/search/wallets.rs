//! Which wallets a search gives, and in which order.

use super::Found;
use crate::record::wallet::{Wallet, WalletStatus};
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;

/// Which wallets; nothing named is nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WalletFilter {
    /// Of which asset.
    pub asset: Option<AssetCode>,
    /// With what the owner's name begins.
    pub prefix: Option<String>,
    /// With how much at least, in minor units.
    pub min_balance: Option<i64>,
    /// With how much at most.
    pub max_balance: Option<i64>,
    /// In which state.
    pub status: Option<WalletStatus>,
    /// Whether its owner owes something of the asset.
    pub in_debt: Option<bool>,
}

impl WalletFilter {
    /// Whether a wallet fits: all that is named must.
    pub fn matches(&self, wallet: &Wallet) -> bool {
        let state = &wallet.state;
        self.asset.as_ref().is_none_or(|asset| wallet.asset == *asset)
            && self.prefix.as_ref().is_none_or(|prefix| wallet.owner.as_str().starts_with(prefix.as_str()))
            && self.min_balance.is_none_or(|min| state.balance.minor() >= min)
            && self.max_balance.is_none_or(|max| state.balance.minor() <= max)
            && self.status.is_none_or(|status| state.status == status)
            && self.in_debt.is_none_or(|in_debt| (state.debt > 0) == in_debt)
    }
}

/// Which wallets, from where on, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletSearch {
    /// Which.
    pub filter: WalletFilter,
    /// Where the page before ended.
    pub after: Option<WalletPlace>,
    /// How many at most, at least 1.
    pub limit: u32,
}

/// A place among wallets: behind one wallet of an owner, or behind all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletPlace {
    /// The owner.
    pub owner: OwnerId,
    /// The wallet's asset; none behind all of the owner's.
    pub asset: Option<AssetCode>,
}

impl WalletPlace {
    fn is_before(&self, wallet: &Wallet) -> bool {
        let owner = &self.owner;
        wallet.owner > *owner
            || wallet.owner == *owner && self.asset.as_ref().is_some_and(|asset| wallet.asset > *asset)
    }
}

impl WalletSearch {
    /// The walk goes over owners from this text on...
    pub fn first_owner(&self) -> String {
        let after = self.after.as_ref().map(|place| match place.asset {
            Some(_) => place.owner.as_str().to_owned(),
            // Names have visible characters alone, so this is before every longer name and behind this one.
            None => format!("{}\u{1}", place.owner.as_str()),
        });
        after.into_iter().chain(self.filter.prefix.clone()).max().unwrap_or_default()
    }

    /// ... and before this one.
    pub fn owners_end(&self) -> String {
        // Behind every name of visible characters that begins so.
        format!("{}\u{7f}", self.filter.prefix.as_deref().unwrap_or_default())
    }

    /// The answer, by all wallets of the owners that the walk passed, and the last of these owners; none if there are no
    /// more.
    pub fn answer(&self, wallets: Vec<Wallet>, last: Option<OwnerId>) -> Found<Wallet, WalletPlace> {
        let is_wanted = |wallet: &Wallet| {
            self.filter.matches(wallet) && self.after.as_ref().is_none_or(|place| place.is_before(wallet))
        };
        let mut found: Vec<Wallet> = wallets.into_iter().filter(is_wanted).collect();
        let limit = self.limit as usize;
        let mut next = last.map(|owner| WalletPlace { owner, asset: None });
        if found.len() > limit {
            found.truncate(limit);
            let end = found.last();
            next = end.map(|it| WalletPlace { owner: it.owner.clone(), asset: Some(it.asset.clone()) });
        }
        Found { found, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_bounds_the_owners_and_a_place_comes_after_what_was_given() {
        let owner = |name: &str| OwnerId::new(name).expect("valid");
        let search = |prefix: &str, after: Option<WalletPlace>| WalletSearch {
            filter: WalletFilter { prefix: Some(prefix.to_owned()), ..WalletFilter::default() },
            after,
            limit: 1,
        };
        let all = search("user_", None);
        for (name, is_in) in [("user_", true), ("user_~", true), ("user_~~~", true), ("user", false), ("user`", false)]
        {
            let bounds = all.first_owner()..all.owners_end();
            assert_eq!(bounds.contains(&name.to_owned()), is_in, "{name}");
        }
        let behind = search("user_", Some(WalletPlace { owner: owner("user_1"), asset: None })).first_owner();
        assert!(*"user_1" < *behind && *behind < *"user_1!");
        let place = WalletPlace { owner: owner("aaa"), asset: None };
        assert_eq!(search("user_", Some(place)).first_owner(), "user_");
    }
}
