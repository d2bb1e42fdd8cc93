//! Claims: orders that make a hold, take from one, let it go, or take an earlier transaction back.

use crate::decide::book::Found;
use crate::decide::decision::{ClaimChange, Decision, Halt, Item, Moves, NotYet, Ruling};
use crate::decide::footprint::LegSlots;
use crate::decide::reversals::Original;
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::hold::{Capture, Expire, Hold, Release};
use crate::flow::terms::Order;
use crate::record::claim::{Claim, ClaimKind, ClaimStatus};
use crate::record::rejection::Rejection;
use crate::record::transaction::{ClaimEffect, Posting, Transaction};
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// The claim that an order is about, and how much of it moves.
pub(super) struct Stake<'a> {
    claim: Claim,
    /// Minor units.
    pub(super) minor: i64,
    act: Act<'a>,
}

/// What the order does with that amount.
enum Act<'a> {
    /// Keeps it.
    Keep,
    /// Spends it, and lets the rest go if it is the last.
    Capture { last: bool },
    /// Lets it go.
    LetGo(ClaimStatus),
    /// Takes it back of a transaction.
    Reverse(Original<'a>),
}

impl Decision<'_, '_> {
    /// Step 3 of an order about a claim: the claim is there, open, and enough. `None` if the order is about none.
    pub(super) fn check_claim<'i>(&self, item: Item<'i>) -> Result<Option<Stake<'i>>, Halt> {
        let asked = item.command.amount().minor();
        let part = |whole: bool, claim: Claim| if whole { claim.left() } else { asked };
        let stake = |claim, minor, act| Ok(Some(Stake { claim, minor, act }));
        match item.command.order() {
            Some(Order::Hold(Hold { expires_in_s })) => stake(self.new_hold(item, *expires_in_s)?, asked, Act::Keep),
            Some(Order::Capture(Capture { hold, whole, last })) => {
                let claim = self.open_hold(item, *hold)?;
                let remaining = claim.left();
                let most = if item.command.is_as_much_as() { remaining } else { i64::MAX };
                let minor = part(*whole, claim).min(most);
                if minor > remaining {
                    return Err(Rejection::CaptureExceedsHold { remaining }.into());
                }
                stake(claim, minor, Act::Capture { last: *last })
            }
            Some(Order::Release(Release { hold })) => {
                let claim = self.open_hold(item, *hold)?;
                stake(claim, claim.left(), Act::LetGo(ClaimStatus::Released))
            }
            Some(Order::Expire(Expire { hold })) => {
                let claim = self.hold(item, *hold)?;
                if !claim.has_lapsed(self.now) {
                    return Err(Rejection::HoldSettled { status: claim.status.name().to_owned() }.into());
                }
                stake(claim, claim.left(), Act::LetGo(ClaimStatus::Expired))
            }
            Some(Order::Reversal(reversal)) => {
                let (claim, minor, original) = self.check_reversal(item, reversal)?;
                stake(claim, minor, Act::Reverse(original))
            }
            _ => Ok(None),
        }
    }

    fn new_hold(&self, item: Item<'_>, expires_in_s: u32) -> Result<Claim, Rejection> {
        Ok(Claim {
            id: item.command.id(),
            kind: ClaimKind::Hold,
            wallet: self.wallet(item.slots.wallet)?.id,
            amount: item.command.amount().minor(),
            taken: 0,
            status: ClaimStatus::Open,
            expires_at: Some(Timestamp::from_micros(self.now.as_micros() + i64::from(expires_in_s) * 1_000_000)),
        })
    }

    /// The hold, whatever became of it, if it was posted for this command's owner.
    fn hold(&self, item: Item<'_>, id: TransactionId) -> Result<Claim, Rejection> {
        let is_hold = |it: &Command| it.flow() == Flow::Hold && it.holding() == item.command.holding();
        let found = self.posted(item).filter(|(hold, _)| is_hold(&hold.command));
        found.and_then(|_| self.book.claim(id)).ok_or(Rejection::HoldNotFound { id })
    }

    /// The hold, if something is left of it.
    fn open_hold(&self, item: Item<'_>, id: TransactionId) -> Result<Claim, Halt> {
        let claim = self.hold(item, id)?;
        match claim.status {
            ClaimStatus::Open if claim.has_lapsed(self.now) => {
                Err(NotYet::HoldsLapsed { wallet: item.slots.wallet, claims: vec![claim] }.into())
            }
            ClaimStatus::Open => Ok(claim),
            ClaimStatus::Expired => Err(Rejection::HoldExpired.into()),
            status @ (ClaimStatus::Settled | ClaimStatus::Released) => {
                Err(Rejection::HoldSettled { status: status.name().to_owned() }.into())
            }
        }
    }

    /// The transaction that a command refers to, if it was posted.
    pub(super) fn posted(&self, item: Item<'_>) -> Option<(&Transaction, &Posting)> {
        let (Found::Recorded(known) | Found::Planned(_, known)) = self.book.find(item.slots.about?)?;
        Some((known, known.result.as_ref().ok()?))
    }

    /// Steps 6 and 7 of an order about a claim.
    pub(super) fn rule(&self, item: Item<'_>, stake: &Stake<'_>) -> Result<Ruling, Halt> {
        let Stake { claim, minor, act } = stake;
        let (claim, minor) = (*claim, *minor);
        let (mut usages, mut of_legs) = (Vec::new(), Vec::new());
        let (booked, after, moved) = match act {
            Act::Keep => {
                self.check_available(item.slots.wallet, minor)?;
                (Moves::default(), claim, minor)
            }
            Act::LetGo(status) => (Moves::default(), Claim { status: *status, ..claim }, minor),
            Act::Capture { last } => {
                let leg = item.legs.first().map(|leg| LegSlots { minor, ..*leg });
                let moves = leg.map(|leg| self.transfer(leg, minor, Flow::Capture)).transpose()?;
                (moves.unwrap_or_default(), claim.take(minor, *last), minor)
            }
            Act::Reverse(original) => {
                let taken = self.cut(item, original, (claim.taken, minor))?;
                usages = self.give_back(item, &taken.legs, original.flow(), original.decided_at);
                let moves = self.take_back(item, &taken)?;
                if taken.legs.len() > 1 {
                    of_legs = taken.legs.iter().map(|leg| leg.minor).collect();
                }
                (moves, claim.take(taken.minor, false), taken.minor)
            }
        };
        let is_new = matches!(act, Act::Keep);
        let held = match claim.kind {
            ClaimKind::Original => 0,
            ClaimKind::Hold if is_new => minor,
            ClaimKind::Hold => after.left() - claim.left(),
        };
        let expires_at = claim.expires_at.filter(|_| is_new);
        let effect = ClaimEffect { moved, remaining: after.left(), expires_at, shortfall: minor - moved };
        let claim = Some(ClaimChange { after, held, effect });
        Ok(Ruling { moves: booked, claim, usages, moved: of_legs, ..Ruling::default() })
    }

    /// Records that holds of the wallet in a slot have lapsed: each by a transaction of its own, before the command that
    /// relies on it.
    pub(super) fn expire(&mut self, slot: usize, lapsed: Vec<Claim>) {
        for claim in lapsed {
            let name = self.name(slot);
            let command = Command::expiry(claim.id, name.owner.clone(), name.asset.clone(), claim.amount);
            let after = Claim { status: ClaimStatus::Expired, ..claim };
            let effect = ClaimEffect { moved: claim.left(), remaining: 0, expires_at: None, shortfall: 0 };
            let change = ClaimChange { after, held: -claim.left(), effect };
            // A command of the batch may be this very one: it finds it recorded, as it would in a batch of its own.
            let id = self.book.footprint().ids().iter().position(|id| *id == command.id());
            self.post(slot, id, command, Ruling { claim: Some(change), ..Ruling::default() });
        }
    }
}
