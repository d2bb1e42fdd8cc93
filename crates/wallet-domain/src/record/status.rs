//! What an operator makes of a wallet: frozen, closed, open again.

use crate::asset::change::{Change, ChangeAction};
use crate::record::wallet::{Block, Wallet, WalletState, WalletStatus};
use crate::value::asset_code::AssetCode;
use crate::value::caps::{CapExcess, CapKind, CapUsages, Caps};
use crate::value::origin::Origin;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

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
    /// The actor's key may not freeze so much.
    #[error(transparent)]
    CapExceeded(CapExcess),
}

impl StatusChange {
    /// The id of the key whose caps bound it, and the caps: of freezes alone, and of a capped key.
    pub fn capped(self, by: &Origin) -> Option<(&str, &Caps)> {
        by.capped().filter(|_| matches!(self, Self::Freeze(_)))
    }

    /// What the key has used of its caps once that many wallets are frozen.
    pub fn count(caps: &Caps, changed: usize, usages: &CapUsages, now: Timestamp) -> Result<CapUsages, StatusRefusal> {
        let asked = i64::try_from(changed).expect("an owner has a few wallets");
        usages.take(caps, CapKind::Freeze, &[("", asked)], now).map_err(StatusRefusal::CapExceeded)
    }

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
                asset: Some(asset),
                object: None,
                before: Some(shown(state.status)),
                after: shown(status),
            };
            (WalletState { status, version: state.version + 1, ..state }, change)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{asset, owner};
    use crate::{Balance, ShardKey, Timestamp, WalletId};

    fn wallet(status: WalletStatus, balance: i64) -> Wallet {
        let owner = owner("user_001");
        let id = WalletId::new(ShardKey::of(&owner), 1).expect("a small number");
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
}
