//! Claims: orders that make a hold, take from one, let it go, or take an earlier transaction back.

use crate::decide::book::Found;
use crate::decide::decision::{ClaimChange, Decision, Halt, Item, Moves, NotYet, Ruling};
use crate::decide::footprint::LegSlots;
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::hold::{Capture, Expire, Hold, Release};
use crate::flow::reversal::{OnShortfall, Reversal};
use crate::flow::terms::Order;
use crate::record::claim::{Claim, ClaimKind, ClaimStatus};
use crate::record::rejection::Rejection;
use crate::record::transaction::{ClaimEffect, Transaction};
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// The claim that an order is about, and how much of it moves.
#[derive(Clone, Copy)]
pub(super) struct Stake {
    claim: Claim,
    /// Minor units.
    pub(super) minor: i64,
    act: Act,
}

/// What the order does with that amount.
#[derive(Clone, Copy)]
enum Act {
    /// Keeps it.
    Keep,
    /// Spends it, and lets the rest go if it is the last.
    Capture { last: bool },
    /// Lets it go.
    LetGo(ClaimStatus),
    /// Takes it back of a transaction of that flow, decided at that time.
    Reverse { on_shortfall: OnShortfall, flow: Flow, decided_at: Timestamp },
}

impl Decision<'_, '_> {
    /// Step 3 of an order about a claim: the claim is there, open, and enough. `None` if the order is about none.
    pub(super) fn check_claim(&self, item: Item<'_>) -> Result<Option<Stake>, Halt> {
        let asked = item.command.amount().minor();
        let part = |whole: bool, claim: Claim| if whole { claim.left() } else { asked };
        let stake = |claim, minor, act| Ok(Some(Stake { claim, minor, act }));
        match item.command.order() {
            Some(Order::Hold(Hold { expires_in_s })) => stake(self.new_hold(item, *expires_in_s)?, asked, Act::Keep),
            Some(Order::Capture(Capture { hold, whole, last })) => {
                let claim = self.open_hold(item, *hold)?;
                let remaining = claim.left();
                if part(*whole, claim) > remaining {
                    return Err(Rejection::CaptureExceedsHold { remaining }.into());
                }
                stake(claim, part(*whole, claim), Act::Capture { last: *last })
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
            Some(Order::Reversal(Reversal { of, flow, whole, on_shortfall })) => {
                let (claim, decided_at) = self.original(item, *of, *flow)?;
                let remaining = claim.left();
                if remaining == 0 {
                    return Err(Rejection::AlreadyReversed.into());
                }
                if part(*whole, claim) > remaining {
                    return Err(Rejection::ReversalExceedsOriginal { remaining }.into());
                }
                let act = Act::Reverse { on_shortfall: *on_shortfall, flow: *flow, decided_at };
                stake(claim, part(*whole, claim), act)
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
        let found = self.posted(item, Flow::Hold).and_then(|_| self.book.claim(id));
        found.ok_or(Rejection::HoldNotFound { id })
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

    /// The claim on what is left to reverse of a transaction, and when that was decided. The first reversal finds all
    /// that the transaction moved.
    fn original(&self, item: Item<'_>, id: TransactionId, flow: Flow) -> Result<(Claim, Timestamp), Rejection> {
        let (original, amount) = self.posted(item, flow).ok_or(Rejection::TransactionNotFound { id })?;
        let untouched = || -> Result<Claim, Rejection> {
            let (wallet, status) = (self.wallet(item.slots.wallet)?.id, ClaimStatus::Open);
            Ok(Claim { id, kind: ClaimKind::Original, wallet, amount, taken: 0, status, expires_at: None })
        };
        Ok((self.book.claim(id).map_or_else(untouched, Ok)?, original.created_at))
    }

    /// The transaction that a command refers to, and how much it moved, if it was posted and is of that flow and the
    /// command's owner, asset and budget.
    fn posted(&self, item: Item<'_>, flow: Flow) -> Option<(&Transaction, i64)> {
        let (Found::Recorded(known) | Found::Planned(_, known)) = self.book.find(item.slots.about?)?;
        let (earlier, command) = (&known.command, item.command);
        let same = |earlier: &Command| {
            (earlier.owner(), earlier.asset(), earlier.via()) == (command.owner(), command.asset(), command.via())
        };
        let posting = known.result.as_ref().ok()?;
        (earlier.flow() == flow && same(earlier)).then(|| (known, posting.moved_by(earlier)))
    }

    /// Steps 6 and 7 of an order about a claim.
    pub(super) fn rule(&self, item: Item<'_>, leg: Option<LegSlots>, stake: Stake) -> Result<Ruling, Halt> {
        let Stake { claim, minor, act } = stake;
        let leg = leg.map(|leg| LegSlots { minor, ..leg });
        let mut usages = Vec::new();
        let (booked, after, moved) = match act {
            Act::Keep => {
                self.check_available(item.slots.wallet, minor)?;
                (Moves::default(), claim, minor)
            }
            Act::LetGo(status) => (Moves::default(), Claim { status, ..claim }, minor),
            Act::Capture { last } => {
                let moves = leg.map(|leg| self.transfer(leg, minor, Flow::Capture)).transpose()?;
                (moves.unwrap_or_default(), claim.take(minor, last), minor)
            }
            Act::Reverse { on_shortfall, flow, decided_at } => {
                let Some(leg) = leg else { return Err(Rejection::AlreadyReversed.into()) };
                let (leg, owed) = self.cut(leg, on_shortfall)?;
                usages = self.give_back(item, leg, flow, decided_at);
                let moves = match owed {
                    0 => self.transfer(leg, 0, Flow::Reversal)?,
                    owed => self.take_owing(leg, owed, Flow::Reversal)?,
                };
                (moves, claim.take(leg.minor, false), leg.minor)
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
        Ok(Ruling { moves: booked, claim: Some(ClaimChange { after, held, effect }), usages, ..Ruling::default() })
    }

    /// The leg of a reversal, cut to what the player has available where the caller allowed that; and how much of it is
    /// to be owed, where the caller allowed that.
    fn cut(&self, leg: LegSlots, on_shortfall: OnShortfall) -> Result<(LegSlots, i64), Halt> {
        let available = self.wallet(leg.source)?.available();
        if on_shortfall == OnShortfall::Refuse || !self.is_players(leg.source) || available >= leg.minor {
            return Ok((leg, 0));
        }
        self.look_for_lapsed(leg.source)?;
        Ok(match on_shortfall {
            OnShortfall::Debt => (leg, leg.minor - available),
            OnShortfall::TakeAvailable if available > 0 => (LegSlots { minor: available, ..leg }, 0),
            // With nothing left to take, it is refused like any other.
            OnShortfall::TakeAvailable | OnShortfall::Refuse => (leg, 0),
        })
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
