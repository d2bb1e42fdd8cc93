//! Claims: what an order about a hold, or about an earlier transaction, does to what is left of it.

use super::debts::take_owing;
use super::moves::Moves;
use super::{Draft, Refusal, Ruling, Widen, state_in, wallet};
use crate::decide::book::{Book, Known, LegSlots, Slots};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::flow::terms::{OnShortfall, Order};
use crate::record::claim::{Claim, ClaimKind, ClaimStatus};
use crate::record::rejection::Rejection;
use crate::record::transaction::{ClaimEffect, Posting};
use crate::record::wallet::WalletState;
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;

/// What a ruling does to a claim, and to what its wallet holds back for it.
pub(super) struct Change {
    after: Claim,
    /// How much more of the wallet's balance is held, in minor units.
    held: i64,
    pub(super) effect: ClaimEffect,
}

/// The claim that an order is about, and how much of it is to move.
#[derive(Clone, Copy)]
pub(super) struct Stake {
    claim: Claim,
    minor: i64,
    end: End,
    /// Of a reversal: the flow of what is reversed, and when that was decided.
    of: Option<(Flow, Timestamp)>,
}

impl Stake {
    /// How much is to move, in minor units.
    pub(super) fn minor(&self) -> i64 {
        self.minor
    }
}

/// What the order does with what it takes.
#[derive(Clone, Copy)]
enum End {
    /// Keeps it.
    Hold,
    /// Spends it, and lets the rest go if it is the last.
    Capture { last: bool },
    /// Lets it go.
    LetGo(ClaimStatus),
    /// Takes it back.
    Reverse(OnShortfall),
}

impl Draft {
    /// Step 3 of an order about a claim: whether it is there, open, and enough. `None` if the order is about none.
    pub(super) fn stake(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        command: &Command,
        order: &Order,
    ) -> Result<Option<Stake>, Refusal> {
        let asked = command.amount().minor();
        let mut made = None;
        let (claim, minor, end) = match *order {
            Order::Purchase { .. } | Order::Gift { .. } | Order::Conversion { .. } | Order::Allocate { .. } => {
                return Ok(None);
            }
            Order::Hold { expires_in_s } => (self.new_hold(book, slots, command, expires_in_s)?, asked, End::Hold),
            Order::Capture { hold, whole, last } => {
                let claim = self.open_hold(book, slots, command, hold)?;
                let remaining = claim.left();
                if !whole && asked > remaining {
                    return Err(Rejection::CaptureExceedsHold { remaining }.into());
                }
                (claim, if whole { remaining } else { asked }, End::Capture { last })
            }
            Order::Release { hold } => {
                let claim = self.open_hold(book, slots, command, hold)?;
                (claim, claim.left(), End::LetGo(ClaimStatus::Released))
            }
            Order::Expire { hold } => {
                let claim = self.hold(book, slots, command, hold)?;
                if !claim.has_lapsed(self.now) {
                    // Someone else has ended it, or its time is not over yet: nothing to record.
                    let status = claim.status.name().to_owned();
                    return Err(Refusal::Unrecorded(Rejection::HoldSettled { status }));
                }
                (claim, claim.left(), End::LetGo(ClaimStatus::Expired))
            }
            Order::Reversal { of, flow, whole, on_shortfall } => {
                let (claim, at) = self.original(book, slots, command, (of, flow))?;
                made = Some((flow, at));
                let remaining = claim.left();
                if remaining == 0 {
                    return Err(Rejection::AlreadyReversed.into());
                }
                if !whole && asked > remaining {
                    return Err(Rejection::ReversalExceedsOriginal { remaining }.into());
                }
                (claim, if whole { remaining } else { asked }, End::Reverse(on_shortfall))
            }
        };
        Ok(Some(Stake { claim, minor, end, of: made }))
    }

    fn new_hold(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        command: &Command,
        expires_in_s: u32,
    ) -> Result<Claim, Rejection> {
        let state = wallet(book, slots.wallet)?;
        Ok(Claim {
            id: command.id(),
            kind: ClaimKind::Hold,
            wallet: state.id,
            amount: command.amount().minor(),
            taken: 0,
            status: ClaimStatus::Open,
            expires_at: Some(Timestamp::from_micros(self.now.as_micros() + i64::from(expires_in_s) * 1_000_000)),
        })
    }

    /// The hold, whatever became of it: recorded as posted, and this command's owner's.
    fn hold(&self, book: &Book<'_>, slots: &Slots, command: &Command, id: TransactionId) -> Result<Claim, Refusal> {
        let found = self.posted(book, slots, command, Flow::Hold).and_then(|_| book.claims.get(&id).copied());
        found.ok_or_else(|| Rejection::HoldNotFound { id }.into())
    }

    /// The hold, if something is left of it.
    fn open_hold(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        command: &Command,
        id: TransactionId,
    ) -> Result<Claim, Refusal> {
        let claim = self.hold(book, slots, command, id)?;
        match claim.status {
            ClaimStatus::Open if claim.has_lapsed(self.now) => {
                Err(Refusal::Lapsed { wallet: slots.wallet, claims: vec![claim] })
            }
            ClaimStatus::Open => Ok(claim),
            ClaimStatus::Expired => Err(Rejection::HoldExpired.into()),
            status @ (ClaimStatus::Settled | ClaimStatus::Released) => {
                Err(Rejection::HoldSettled { status: status.name().to_owned() }.into())
            }
        }
    }

    /// What is left to reverse of a transaction, all that it moved unless some of it was reversed before; and when it was
    /// decided.
    fn original(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        command: &Command,
        (id, flow): (TransactionId, Flow),
    ) -> Result<(Claim, Timestamp), Refusal> {
        let found = self.posted(book, slots, command, flow);
        let (original, posting, at) = found.ok_or(Rejection::TransactionNotFound { id })?;
        if let Some(claim) = book.claims.get(&id) {
            return Ok((*claim, at));
        }
        let claim = Claim {
            id,
            kind: ClaimKind::Original,
            wallet: wallet(book, slots.wallet)?.id,
            amount: posting.moved_by(original),
            taken: 0,
            status: ClaimStatus::Open,
            expires_at: None,
        };
        Ok((claim, at))
    }

    /// The transaction that a command is about, if it was posted and is of that flow, owner and asset.
    fn posted<'b>(
        &'b self,
        book: &'b Book<'_>,
        slots: &Slots,
        command: &Command,
        flow: Flow,
    ) -> Option<(&'b Command, &'b Posting, Timestamp)> {
        let known = match &book.known[slots.about?] {
            Known::New => return None,
            Known::Recorded(transaction) => &**transaction,
            Known::Planned(planned) => &self.plan.transactions[*planned],
        };
        let earlier = &known.command;
        let whose = |command: &'b Command| (command.owner(), command.asset());
        let is_its = earlier.flow() == flow && whose(earlier) == (command.owner(), command.asset());
        // A hold's flow names no budget; what is reversed goes back to where it came from.
        let is_its = is_its && earlier.via() == command.via();
        known.result.as_ref().ok().filter(|_| is_its).map(|posting| (earlier, posting, known.created_at))
    }

    /// Steps 6 to 8 of an order about a claim.
    pub(super) fn rule(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        leg: Option<LegSlots>,
        stake: Stake,
    ) -> Result<Ruling, Refusal> {
        let Stake { claim, minor, end, of } = stake;
        let mut usages = Vec::new();
        let leg = leg.map(|leg| LegSlots { minor, ..leg });
        let nothing = || Ok(Moves::Several(Vec::new()));
        let (transfer, after, moved) = match end {
            End::Hold => {
                self.check_available(book, slots.wallet, minor)?;
                (nothing(), claim, minor)
            }
            End::LetGo(status) => (nothing(), Claim { status, ..claim }, minor),
            End::Capture { last } => {
                let transfer = leg.map_or_else(nothing, |leg| self.transfer(book, leg, minor, Flow::Capture));
                (transfer, claim.take(minor, last), minor)
            }
            End::Reverse(on_shortfall) => {
                let Some(leg) = leg else { return Err(Rejection::AlreadyReversed.into()) };
                let (leg, owed) = self.cut(book, leg, on_shortfall)?;
                if let Some((flow, at)) = of {
                    usages = self.give_back(book, (slots, leg), flow, at);
                }
                let transfer = match owed {
                    0 => self.transfer(book, leg, 0, Flow::Reversal),
                    owed => take_owing(book, leg, owed, Flow::Reversal),
                };
                (transfer, claim.take(leg.minor, false), leg.minor)
            }
        };
        let held = match (claim.kind, end) {
            (ClaimKind::Original, _) => 0,
            (ClaimKind::Hold, End::Hold) => minor,
            (ClaimKind::Hold, _) => after.left() - claim.left(),
        };
        let expires_at = claim.expires_at.filter(|_| matches!(end, End::Hold));
        let effect = ClaimEffect { moved, remaining: after.left(), expires_at, shortfall: minor - moved };
        Ok(Ruling { moves: transfer?, claim: Some(Change { after, held, effect }), usages, ..Ruling::default() })
    }

    /// A leg that takes back what the player has, where the caller asked for no more than that; and how much of it is to be
    /// owed, where the caller asked for that.
    fn cut(&self, book: &Book<'_>, leg: LegSlots, on_shortfall: OnShortfall) -> Result<(LegSlots, i64), Refusal> {
        let available = wallet(book, leg.source)?.available();
        let is_players = !book.footprint.wallets()[leg.source].owner.is_system();
        if on_shortfall == OnShortfall::Refuse || !is_players || available >= leg.minor {
            return Ok((leg, 0));
        }
        self.look_for_lapsed(book, leg.source)?;
        Ok(match on_shortfall {
            OnShortfall::Debt => (leg, leg.minor - available),
            _ if available > 0 => (LegSlots { minor: available, ..leg }, 0),
            // With nothing left to take, it is refused like any other.
            _ => (leg, 0),
        })
    }

    /// Step 6 of what only keeps credits.
    fn check_available(&self, book: &Book<'_>, slot: usize, required: i64) -> Result<(), Refusal> {
        let available = wallet(book, slot)?.available();
        if available >= required {
            return Ok(());
        }
        self.look_for_lapsed(book, slot)?;
        Err(Rejection::InsufficientFunds { available, required, asset: None }.into())
    }

    /// A wallet that is short may only be so by holds whose time is over.
    pub(super) fn look_for_lapsed(&self, book: &Book<'_>, slot: usize) -> Result<(), Refusal> {
        if wallet(book, slot)?.held == 0 {
            return Ok(());
        }
        let lapsed = book.lapsed(slot, self.now);
        let wide = book.footprint.wide;
        if !lapsed.is_empty() {
            Err(Refusal::Lapsed { wallet: slot, claims: lapsed })
        } else if wide.short.contains(&slot) {
            Ok(())
        } else {
            // All that hold something back, so that the batch is not begun anew for each; and those of before, which may
            // hold nothing by now: what was asked for once is asked for until the end.
            let holding = |slot: &usize| book.wallets[*slot].is_some_and(|state| state.held > 0);
            let mut short = wide.short.clone();
            short.extend((0..book.wallets.len()).filter(holding));
            short.sort_unstable();
            short.dedup();
            Err(Refusal::Widen(Widen { short, ..wide.clone() }))
        }
    }

    /// Records that holds of the wallet in a slot are over: each by a transaction of its own, before the command that
    /// relies on it.
    pub(super) fn expire(&mut self, book: &mut Book<'_>, slot: usize, lapsed: Vec<Claim>) {
        for claim in lapsed {
            let name = book.footprint.wallets()[slot];
            let command = Command::expiry(claim.id, name.owner.clone(), name.asset.clone(), claim.amount);
            let after = Claim { status: ClaimStatus::Expired, ..claim };
            let effect = ClaimEffect { moved: claim.left(), remaining: 0, expires_at: None, shortfall: 0 };
            let change = Change { after, held: -claim.left(), effect };
            let moves = Moves::Several(Vec::new());
            let ruling = Ruling { moves, claim: Some(change), ..Ruling::default() };
            let transaction = self.carry_out(book, slot, command, ruling);
            // A command of the batch may be this very one: it finds it recorded, as it would in a batch of its own.
            if let Some(known) = book.footprint.ids().iter().position(|id| *id == transaction.id()) {
                book.known[known] = Known::Planned(self.plan.transactions.len());
            }
            self.plan.transactions.push(transaction);
        }
    }

    /// Brings the claim and what its wallet, in the slot `own`, holds back to what a ruling says. The wallet had that
    /// version before.
    pub(super) fn settle(&mut self, book: &mut Book<'_>, own: usize, before: i64, change: &Change) {
        let state = state_in(book, own);
        let held = state.held + change.held;
        book.wallets[own] = Some(WalletState { held, version: state.version.max(before + 1), ..state });
        self.touched[own] = true;
        book.claims.insert(change.after.id, change.after);
        self.claims.insert(change.after.id);
    }
}
