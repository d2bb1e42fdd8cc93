//! What operators change beside the ledger: assets and their policies, and whether wallets take part.
//!
//! None of it moves credits. Each change is kept with who made it, when and why; a change that changes nothing is not.

use std::fmt::Write as _;

use serde_json::json;

use crate::asset::{Asset, AssetCode};
use crate::owner::OwnerId;
use crate::policy::Policy;
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
    /// Its policy, as a whole.
    pub policy: Option<Policy>,
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
    /// What it was before: JSON of what has changed. None of what is new.
    pub before: Option<String>,
    /// What it is after.
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
    /// The asset as it is after it, and what to keep of that; `None` if nothing changes.
    pub fn apply(&self, before: &Asset) -> Option<(Asset, Change)> {
        let after = before.changed(self);
        (after != *before).then(|| {
            let change = Change {
                action: ChangeAction::ChangeAsset,
                owner: None,
                asset: before.code.clone(),
                before: Some(described(before)),
                after: described(&after),
            };
            (after, change)
        })
    }
}

impl Change {
    /// What to keep of an asset's creation.
    pub fn creation(asset: &Asset) -> Self {
        let (action, after) = (ChangeAction::CreateAsset, described(asset));
        Self { action, owner: None, asset: asset.code.clone(), before: None, after }
    }
}

/// An asset in full, as the record shows it.
fn described(asset: &Asset) -> String {
    let mut text = String::from("{");
    let name = json!(asset.name.as_str());
    write!(text, r#""name":{name},"#).expect("a string takes any text");
    if let Some(description) = &asset.description {
        write!(text, r#""description":{},"#, json!(description.as_str())).expect("a string takes any text");
    }
    write!(text, r#""policy":{}}}"#, asset.policy.to_json()).expect("a string takes any text");
    text
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
    fn a_change_keeps_what_was_before_and_nothing_is_kept_of_none() {
        let before = asset_with("GOLD_COINS", r#"{"transferable":true}"#);
        let same = AssetChange { policy: Some(before.policy.clone()), ..AssetChange::default() };
        assert_eq!(same.apply(&before), None);
        let policy = Some(Policy::default());
        let (after, change) = AssetChange { policy, ..AssetChange::default() }.apply(&before).expect("it changes");
        assert!(!after.policy.transferable);
        assert_eq!(change.before.as_deref(), Some(r#"{"name":"GOLD_COINS","policy":{"transferable":true}}"#));
        assert_eq!(change.after, r#"{"name":"GOLD_COINS","policy":{}}"#);
    }

    #[test]
    fn an_action_comes_back_from_its_name() {
        for action in ChangeAction::ALL {
            assert_eq!(ChangeAction::from_name(action.name()), Some(action));
        }
    }
}
