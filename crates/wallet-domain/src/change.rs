//! What operators change beside the ledger: assets and their policies, and whether wallets take part.
//!
//! None of it moves credits. Each change is kept with who made it, when and why; a change that changes nothing is not.

use serde_json::{Map, Value, json};

use crate::asset::{Asset, AssetCode, AssetTag};
use crate::owner::OwnerId;
use crate::policy::{InvalidPolicy, PolicyChange};
use crate::rates::{RateCycle, RateCycles, check_rates};
use crate::text::{Description, InvalidText, Name};
use crate::time::Timestamp;
use crate::wallet::{Block, Wallet, WalletState, WalletStatus};

pub use crate::text::Actor;

/// What is to be changed of an asset; what is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssetChange {
    /// Its name.
    pub name: Option<Name>,
    /// What it is for, or that nothing is said about it any more.
    pub description: Option<Option<Description>>,
    /// What becomes of its policy. Members that are changed at the same time by somebody else stay so.
    pub policy: Option<PolicyChange>,
    /// What is done where its rates would pay in a circle.
    pub cycles: RateCycles,
    /// The states of which it must be in one, or nothing is changed.
    pub only_if: Option<Vec<AssetTag>>,
}

/// Why an asset cannot be what an operator wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssetRefusal {
    /// There is none.
    #[error("There is no asset {asset}.")]
    NotFound {
        /// Which.
        asset: AssetCode,
    },
    /// It is in another state than the change was meant for.
    #[error("{asset} has changed meanwhile, and nothing was done. Read it again, and decide again.")]
    Changed {
        /// Which.
        asset: AssetCode,
    },
    /// Its policy would contradict itself, or have a rate to no other asset.
    #[error(transparent)]
    Policy(#[from] InvalidPolicy),
    /// Its rates would pay in a circle.
    #[error(transparent)]
    Cycle(#[from] RateCycle),
}

/// What is to become of a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusChange {
    /// A side of it, or both, is stopped, beside what is stopped already.
    Freeze(Block),
    /// Nothing is stopped any more.
    Unfreeze,
    /// It has ended: only an empty one can.
    Close,
    /// One that had ended is open again.
    Reopen,
}

/// Why a wallet cannot become what an operator wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatusRefusal {
    /// It still holds something.
    #[error("The {asset} wallet of {owner} holds {balance}; only an empty wallet can be closed.")]
    NotEmpty {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
        /// What it holds, in minor units.
        balance: i64,
    },
    /// Its owner owes something of the asset.
    #[error("{owner} owes {debt} {asset}; only a wallet whose owner owes nothing can be closed.")]
    InDebt {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
        /// What is owed, in minor units.
        debt: i64,
    },
    /// It has ended.
    #[error("The {asset} wallet of {owner} is closed. Open it again first.")]
    Closed {
        /// Whose wallet it is.
        owner: OwnerId,
        /// Of which asset.
        asset: AssetCode,
    },
}

/// Who makes a change, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeNote {
    /// Who.
    pub actor: Actor,
    /// Why, in a person's words.
    pub reason: Option<Description>,
}

/// What is kept of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was done.
    pub action: ChangeAction,
    /// To whose wallet, if to a wallet.
    pub owner: Option<OwnerId>,
    /// To which asset, or to the wallet of which.
    pub asset: AssetCode,
    /// The changed members with their values before: a JSON object, null where there was no value. `None` if the asset or
    /// wallet was created by this change.
    pub before: Option<String>,
    /// The same members with their values after, null where a value was removed. Merged into the state before (RFC 7396),
    /// it gives the state after. If the change created something, this has all of its members.
    pub after: String,
}

/// A change as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Its number in the store; later ones have higher numbers.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, and why.
    pub note: ChangeNote,
    /// What was done.
    pub change: Change,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeAction {
    /// An asset was created.
    CreateAsset,
    /// An asset's name, description or policy.
    ChangeAsset,
    /// A wallet was stopped, on one side or both.
    Freeze,
    /// A wallet is no longer stopped.
    Unfreeze,
    /// A wallet was closed.
    Close,
    /// A wallet was opened again.
    Reopen,
}

impl ChangeNote {
    /// The service itself, such as for the assets of a seed file.
    pub fn service() -> Self {
        Self { actor: Actor::new("wallet").expect("it is short"), reason: None }
    }

    /// Whoever calls by that name.
    pub fn by(actor: &str) -> Result<Self, InvalidText> {
        Ok(Self { actor: Actor::new(actor)?, reason: None })
    }
}

impl AssetChange {
    /// The asset of that code as it is after it, and what to keep of that if anything changes. `assets` are all that there
    /// are, and MUST be locked until the change is durable: other assets' rates count, too.
    pub fn apply(&self, code: &AssetCode, assets: &[Asset]) -> Result<(Asset, Option<Change>), AssetRefusal> {
        let before = assets.iter().find(|asset| asset.code == *code);
        let before = before.ok_or_else(|| AssetRefusal::NotFound { asset: code.clone() })?;
        if self.only_if.as_ref().is_some_and(|tags| !tags.contains(&before.tag())) {
            return Err(AssetRefusal::Changed { asset: code.clone() });
        }
        let policy = self.policy.as_ref().map(|change| change.apply(&before.policy)).transpose()?;
        let after = Asset {
            code: code.clone(),
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            description: self.description.clone().unwrap_or_else(|| before.description.clone()),
            policy: policy.unwrap_or_else(|| before.policy.clone()),
        };
        check_rates(&after, Some(before), assets, self.cycles)?;
        let (was, is) = (described(before), described(&after));
        let change = (was != is).then(|| Change {
            action: ChangeAction::ChangeAsset,
            owner: None,
            asset: code.clone(),
            before: Some(Value::Object(patch(&is, &was)).to_string()),
            after: Value::Object(patch(&was, &is)).to_string(),
        });
        Ok((after, change))
    }
}

impl Change {
    /// What to keep of the creation of an asset that is none of `assets`: all that there are, locked until it is durable.
    pub fn creation(asset: &Asset, cycles: RateCycles, assets: &[Asset]) -> Result<Self, AssetRefusal> {
        check_rates(asset, None, assets, cycles)?;
        let (action, after) = (ChangeAction::CreateAsset, Value::Object(described(asset)).to_string());
        Ok(Self { action, owner: None, asset: asset.code.clone(), before: None, after })
    }
}

/// An asset in full, as the record shows it.
fn described(asset: &Asset) -> Map<String, Value> {
    let policy = serde_json::to_value(&asset.policy).expect("texts and numbers always serialise");
    let description = asset.description.as_ref().map(|text| ("description".to_owned(), json!(text.as_str())));
    let name = ("name".to_owned(), json!(asset.name.as_str()));
    [name, ("policy".to_owned(), policy)].into_iter().chain(description).collect()
}

/// What makes one object the other (RFC 7396).
fn patch(from: &Map<String, Value>, to: &Map<String, Value>) -> Map<String, Value> {
    let gone = from.keys().filter(|name| !to.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let set = to.iter().filter(|(name, value)| from.get(*name) != Some(value)).map(|(name, value)| {
        let value = match (from.get(name), value) {
            (Some(Value::Object(from)), Value::Object(to)) => Value::Object(patch(from, to)),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    gone.chain(set).collect()
}

impl StatusChange {
    /// What is done by it.
    pub fn action(self) -> ChangeAction {
        match self {
            Self::Freeze(_) => ChangeAction::Freeze,
            Self::Unfreeze => ChangeAction::Unfreeze,
            Self::Close => ChangeAction::Close,
            Self::Reopen => ChangeAction::Reopen,
        }
    }

    /// The wallet as it is after it, and what to keep of that; `None` if it is so already.
    pub fn apply(self, wallet: &Wallet) -> Result<Option<(WalletState, Change)>, StatusRefusal> {
        let state = wallet.state;
        let (owner, asset) = (wallet.owner.clone(), wallet.asset.clone());
        let status = match (self, state.status) {
            (Self::Freeze(_) | Self::Unfreeze, WalletStatus::Closed) => {
                return Err(StatusRefusal::Closed { owner, asset });
            }
            // What is stopped already stays so: a second operator's freeze does not lift the first one's.
            (Self::Freeze(block), status) => status.with(block),
            (Self::Unfreeze, _) | (Self::Reopen, WalletStatus::Closed) => WalletStatus::Open,
            (Self::Reopen, other) => other,
            (Self::Close, WalletStatus::Closed) => WalletStatus::Closed,
            // What is held is part of the balance.
            (Self::Close, _) if state.balance.minor() != 0 => {
                return Err(StatusRefusal::NotEmpty { owner, asset, balance: state.balance.minor() });
            }
            (Self::Close, _) if state.debt != 0 => {
                return Err(StatusRefusal::InDebt { owner, asset, debt: state.debt });
            }
            (Self::Close, _) => WalletStatus::Closed,
        };
        let shown = |status: WalletStatus| format!(r#"{{"status":"{}"}}"#, status.name());
        Ok((status != state.status).then(|| {
            let change = Change {
                action: self.action(),
                owner: Some(owner),
                asset,
                before: Some(shown(state.status)),
                after: shown(status),
            };
            (WalletState { status, version: state.version + 1, ..state }, change)
        }))
    }
}

impl ChangeAction {
    const ALL: [Self; 6] =
        [Self::CreateAsset, Self::ChangeAsset, Self::Freeze, Self::Unfreeze, Self::Close, Self::Reopen];

    /// The name on the wire and in stores; it never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateAsset => "create_asset",
            Self::ChangeAsset => "change_asset",
            Self::Freeze => "freeze",
            Self::Unfreeze => "unfreeze",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// The action of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{asset, asset_with, owner};
    use crate::{Balance, ShardKey, WalletId};

    fn wallet(status: WalletStatus, balance: i64) -> Wallet {
        let owner = owner("user_001");
        let id = WalletId::new(ShardKey::of(&owner), 1);
        let opened = WalletState::opened(id, &owner, Timestamp::from_micros(1));
        let state = WalletState { status, balance: Balance::new(balance).expect("valid"), ..opened };
        Wallet { owner, asset: asset("GOLD_COINS"), state }
    }

    #[test]
    fn what_becomes_of_a_wallet_depends_on_what_it_was() {
        use WalletStatus::{Closed, CreditsFrozen, DebitsFrozen, Frozen, Open};
        let become_of = |change: StatusChange, status, balance| {
            let applied = change.apply(&wallet(status, balance)).map_err(|refusal| refusal.to_string());
            applied.map(|change| change.map(|(state, _)| (state.status, state.version)))
        };
        for (change, from, to) in [
            (StatusChange::Freeze(Block::All), Open, Some(Frozen)),
            (StatusChange::Freeze(Block::Debits), Frozen, None),
            (StatusChange::Freeze(Block::Debits), CreditsFrozen, Some(Frozen)),
            (StatusChange::Freeze(Block::Credits), DebitsFrozen, Some(Frozen)),
            (StatusChange::Freeze(Block::Debits), Open, Some(DebitsFrozen)),
            (StatusChange::Freeze(Block::Credits), Open, Some(CreditsFrozen)),
            (StatusChange::Freeze(Block::All), Frozen, None),
            (StatusChange::Unfreeze, DebitsFrozen, Some(Open)),
            (StatusChange::Unfreeze, Open, None),
            (StatusChange::Close, Frozen, Some(Closed)),
            (StatusChange::Close, Closed, None),
            (StatusChange::Reopen, Closed, Some(Open)),
            (StatusChange::Reopen, Frozen, None),
        ] {
            assert_eq!(become_of(change, from, 0), Ok(to.map(|status| (status, 1))), "{change:?} of {from:?}");
        }
        assert!(become_of(StatusChange::Close, Open, 1).expect_err("it is not empty").contains("holds 1"));
        let mut owing = wallet(Open, 0);
        owing.state.debt = 3;
        assert!(StatusChange::Close.apply(&owing).expect_err("it owes").to_string().contains("owes 3"));
        for change in [StatusChange::Freeze(Block::All), StatusChange::Unfreeze] {
            assert!(become_of(change, Closed, 0).expect_err("it is closed").contains("closed"));
        }
    }

    #[test]
    fn a_change_keeps_what_changed_alone_and_nothing_is_kept_of_none() {
        let before = asset_with("GOLD_COINS", r#"{"transferable":true,"max_balance":9}"#);
        let (code, assets) = (&before.code, std::slice::from_ref(&before));
        let members = |text: &str| {
            let members = serde_json::from_str(text).expect("an object");
            AssetChange { policy: Some(PolicyChange::members(members).expect("valid")), ..AssetChange::default() }
        };
        let (same, change) = members(r#"{"max_balance":9,"rates":null}"#).apply(code, assets).expect("allowed");
        assert_eq!((&same, change), (&before, None));
        let wanted = AssetChange {
            description: Some(Some(Description::new("d").expect("valid"))),
            ..members(r#"{"transferable":null,"max_balance":20}"#)
        };
        let (after, change) = wanted.apply(code, assets).expect("allowed");
        let change = change.expect("it changes");
        assert!(!after.policy.transferable);
        assert_eq!(
            change.before.as_deref(),
            Some(r#"{"description":null,"policy":{"max_balance":9,"transferable":true}}"#)
        );
        assert_eq!(change.after, r#"{"description":"d","policy":{"max_balance":20,"transferable":null}}"#);
        let taken_back = AssetChange { description: Some(None), ..AssetChange::default() };
        let (after, change) = taken_back.apply(code, std::slice::from_ref(&after)).expect("allowed");
        assert_eq!(
            (after.description, change.expect("it changes").after),
            (None, r#"{"description":null}"#.to_owned())
        );
    }

    #[test]
    fn a_change_on_a_condition_is_of_that_state_alone() {
        let before = asset_with("GOLD_COINS", "{}");
        let other = asset_with("GOLD_COINS", r#"{"transferable":true}"#);
        let assets = std::slice::from_ref(&before);
        let on = |tags: Vec<AssetTag>| {
            let change = AssetChange { only_if: Some(tags), ..AssetChange::default() };
            change.apply(&before.code, assets).map(|_| ())
        };
        assert_eq!(on(vec![other.tag(), before.tag()]), Ok(()));
        for tags in [vec![other.tag()], Vec::new()] {
            let changed = AssetRefusal::Changed { asset: before.code.clone() };
            assert_eq!(on(tags), Err(changed));
        }
    }

    #[test]
    fn an_action_comes_back_from_its_name() {
        for action in ChangeAction::ALL {
            assert_eq!(ChangeAction::from_name(action.name()), Some(action));
        }
    }
}
