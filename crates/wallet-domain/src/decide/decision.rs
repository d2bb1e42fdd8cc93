//! A decision while it is made: the words that its steps share.

use crate::asset::policy::Policy;
use crate::asset::usage::Usage;
use crate::decide::book::Book;
use crate::decide::footprint::{LegSlots, Slots};
use crate::decide::needs::Needs;
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::record::claim::Claim;
use crate::record::rejection::Rejection;
use crate::record::transaction::ClaimEffect;
use crate::record::wallet::{WalletName, WalletState};
use crate::value::amount::Amount;
use crate::value::caps::CapUsages;
use crate::value::time::Timestamp;

/// A decision while it is made.
pub(super) struct Decision<'b, 'a> {
    pub(super) book: &'b mut Book<'a>,
    /// The time of limits, holds and everything else that ends.
    pub(super) now: Timestamp,
    /// Whether the present command is only tried.
    pub(super) is_trial: bool,
}

/// One command of the batch, with what it touches.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) command: &'a Command,
    pub(super) slots: &'a Slots,
    pub(super) legs: &'a [LegSlots],
    /// The version of its owner's wallet before this decision, if the wallet existed: lapsed holds that the decision
    /// records on its way are no change by somebody else.
    pub(super) version: Option<i64>,
}

impl Item<'_> {
    pub(super) fn flow(self) -> Flow {
        self.command.flow()
    }
}

/// Why a command is not booked as it stands.
pub(super) enum Halt {
    /// It is refused.
    Refused(Rejection),
    /// Something has to be done first, and then it is judged again.
    NotYet(NotYet),
}

/// What has to be done before a command can be judged.
pub(super) enum NotYet {
    /// Open holds of the wallet in a slot have lapsed, and nothing says so yet.
    HoldsLapsed { wallet: usize, claims: Vec<Claim> },
    /// The wallet in a slot is missing, and a credit opens it.
    WalletMissing { slot: usize },
    /// The wallet in a slot has no entries yet, and gets a starting balance of that amount.
    StartDue { slot: usize, amount: Amount },
    /// More has to be loaded.
    Load(Needs),
}

impl From<Rejection> for Halt {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(rejection)
    }
}

impl From<NotYet> for Halt {
    fn from(not_yet: NotYet) -> Self {
        Self::NotYet(not_yet)
    }
}

/// What a posting does to the wallet in a slot: minor units, negative for a debit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) slot: usize,
    pub(super) minor: i64,
}

/// What a posting does.
pub(super) enum Moves {
    /// From one wallet to another: all but a few.
    Pair([Move; 2]),
    /// Between several wallets, or none at all. Debits first.
    Several(Vec<Move>),
}

impl Default for Moves {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Moves {
    pub(super) fn as_slice(&self) -> &[Move] {
        match self {
            Self::Pair(pair) => pair,
            Self::Several(moves) => moves,
        }
    }
}

/// What is to be booked.
#[derive(Default)]
pub(super) struct Ruling {
    pub(super) moves: Moves,
    pub(super) claim: Option<ClaimChange>,
    /// The amount that each leg moves, where that is not the command's.
    pub(super) moved: Vec<i64>,
    /// The usage of limits after it, by slot of the wallet.
    pub(super) usages: Vec<(usize, Usage)>,
    /// What the actor has used of its caps after it; none without caps.
    pub(super) caps: Option<CapUsages>,
    /// Of a top-up: which credit of its payment it is.
    pub(super) ordinal: i64,
}

/// What becomes of a claim, and of what its wallet holds for it.
pub(super) struct ClaimChange {
    pub(super) after: Claim,
    /// How much more of the wallet's balance is held, in minor units.
    pub(super) held: i64,
    pub(super) effect: ClaimEffect,
}

impl<'a> Decision<'_, 'a> {
    /// The command at a position of the batch.
    pub(super) fn item(&self, position: usize) -> Item<'a> {
        let footprint = self.book.footprint();
        let slots = &footprint.slots[position];
        let version = self.book.wallet(slots.wallet).map(|wallet| wallet.version);
        Item { command: &footprint.commands[position], slots, legs: &footprint.legs[slots.legs.clone()], version }
    }

    /// The name of the wallet in a slot.
    pub(super) fn name(&self, slot: usize) -> WalletName<'a> {
        self.book.footprint().wallets()[slot]
    }

    /// The wallet in a slot; a missing one is a refusal.
    pub(super) fn wallet(&self, slot: usize) -> Result<&WalletState, Rejection> {
        self.book.wallet(slot).ok_or_else(|| {
            let name = self.name(slot);
            Rejection::WalletNotFound { owner: name.owner.clone(), asset: name.asset.clone() }
        })
    }

    /// The wallet in a slot that step 3 has found.
    pub(super) fn state(&self, slot: usize) -> &WalletState {
        self.book.wallet(slot).expect("step 3 has found the wallet")
    }

    /// The policy of the asset in a slot that step 3 has found.
    pub(super) fn policy(&self, asset: usize) -> &Policy {
        self.book.policy(asset).expect("step 3 has found the asset")
    }

    /// Whether the wallet in a slot is a player's.
    pub(super) fn is_players(&self, slot: usize) -> bool {
        !self.name(slot).owner.is_system()
    }

    /// What the decision needs, with `more` beside what was asked for before: all of it is asked for until the end.
    pub(super) fn needs(&self, more: impl FnOnce(&mut Needs)) -> Needs {
        let mut needs = self.book.footprint().needs.clone();
        more(&mut needs);
        needs
    }
}
