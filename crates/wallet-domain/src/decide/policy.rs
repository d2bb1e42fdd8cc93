//! What an asset's policy has to say: rates, gifts, limits, ceilings, and wallets that a first credit opens.

use super::debts::fitting;
use super::moves::Moves;
use super::{Draft, Refusal, Ruling, Widen, state_in};
use crate::asset::policy::{Converted, OverMax, Policy};
use crate::asset::usage::Usage;
use crate::decide::book::{Book, LegSlots, Slots};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletState;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::owner::ShardKey;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// The policy of the asset in a slot, which was found to exist.
pub(super) fn policy<'b>(book: &'b Book<'_>, asset: usize) -> &'b Policy {
    book.assets[asset].as_ref().expect("step 3 has found the asset")
}

/// Step 3 of a conversion: its two legs by the rate that is configured now. What buys nothing more is not taken.
pub(super) fn convert(
    book: &Book<'_>,
    legs: &[LegSlots],
    to: &AssetCode,
    min: Option<Amount>,
) -> Result<[LegSlots; 2], Rejection> {
    let [pay, receive] = legs else { unreachable!("a conversion has two legs") };
    let rate = policy(book, pay.asset)
        .rate_to(to)
        .ok_or_else(|| Rejection::NoRate { asset: book.footprint.assets()[pay.asset].clone(), to: to.clone() })?;
    // More than any balance can be is refused as such, in step 7.
    let Converted { taken, received } =
        rate.convert(pay.minor).unwrap_or(Converted { taken: pay.minor, received: i64::MAX });
    if received == 0 {
        return Err(Rejection::ConversionTooSmall { to: to.clone() });
    }
    if min.is_some_and(|min| received < min.minor()) {
        return Err(Rejection::RateBelowMinimum { would_receive: received });
    }
    Ok([LegSlots { minor: taken, ..*pay }, LegSlots { minor: received, ..*receive }])
}

/// Step 4 of a gift.
pub(super) fn check_transferable(book: &Book<'_>, slots: &Slots, command: &Command) -> Result<(), Rejection> {
    if command.flow() != Flow::Gift || policy(book, slots.asset).transferable {
        return Ok(());
    }
    Err(Rejection::NotTransferable { asset: command.asset().clone() })
}

/// What the wallet that a leg credits may be filled to by a flow, and what would still fit; `None` if nothing but the
/// bounds of a balance stops it.
pub(super) fn ceiling(book: &Book<'_>, leg: LegSlots, flow: Flow) -> Option<(i64, i64)> {
    let max = policy(book, leg.asset).max_balance.filter(|_| flow.is_capped())?.minor();
    let is_players = !book.footprint.wallets()[leg.destination].owner.is_system();
    is_players.then(|| (max, (max - state_in(book, leg.destination).balance.minor()).max(0)))
}

/// A bonus as far as it fits, where the asset's policy wants it so.
pub(super) fn clip(book: &Book<'_>, leg: LegSlots, flow: Flow) -> LegSlots {
    if flow != Flow::Bonus || policy(book, leg.asset).over_max != OverMax::Clip {
        return leg;
    }
    let most = ceiling(book, leg, flow).map(|(_, headroom)| fitting(book, leg, headroom));
    match most {
        Some(most @ 1..) if most < leg.minor => LegSlots { minor: most, ..leg },
        _ => leg,
    }
}

/// Whether the wallet that a leg of a flow credits is given something first.
pub(super) fn check_begun(book: &Book<'_>, leg: &LegSlots, flow: Flow) -> Result<(), Refusal> {
    let Some(amount) = policy(book, leg.asset).start_of(flow) else { return Ok(()) };
    let is_players = !book.footprint.wallets()[leg.destination].owner.is_system();
    if is_players && state_in(book, leg.destination).sequence == 0 {
        return Err(Refusal::Unbegun { slot: leg.destination, amount });
    }
    Ok(())
}

impl Draft {
    /// The end of step 5: what the owner's wallets have used of limits once this is posted.
    pub(super) fn count(
        &self,
        book: &Book<'_>,
        slots: &Slots,
        legs: &[LegSlots],
        command: &Command,
        main: i64,
    ) -> Result<Vec<(usize, Usage)>, Rejection> {
        let is_limited = |asset: usize| policy(book, asset).limits.iter().any(|limit| limit.flow == command.flow());
        if !is_limited(slots.asset) && !legs.iter().any(|leg| is_limited(leg.asset)) {
            return Ok(Vec::new());
        }
        let mut parts: Vec<(usize, usize, i64)> = Vec::new();
        let mut add = |asset: usize, wallet: usize, minor: i64| match parts.iter_mut().find(|part| part.1 == wallet) {
            Some(part) => part.2 = part.2.saturating_add(minor),
            None => parts.push((asset, wallet, minor)),
        };
        if legs.len() < 2 {
            add(slots.asset, slots.wallet, main);
        } else {
            let is_own = |slot: &usize| book.footprint.wallets()[*slot].owner == command.owner();
            for leg in legs {
                for slot in [leg.source, leg.destination].iter().filter(|slot| is_own(slot)) {
                    add(leg.asset, *slot, leg.minor);
                }
            }
        }
        let mut usages = Vec::with_capacity(parts.len());
        for (asset, slot, minor) in parts.into_iter().filter(|(asset, ..)| is_limited(*asset)) {
            usages.push((slot, self.use_up(book, (asset, slot), command.flow(), minor)?));
        }
        Ok(usages)
    }

    /// What the wallet in a slot has used once `minor` more is moved by a flow.
    fn use_up(
        &self,
        book: &Book<'_>,
        (asset, slot): (usize, usize),
        flow: Flow,
        minor: i64,
    ) -> Result<Usage, Rejection> {
        let limits = &policy(book, asset).limits;
        let mut usage = book.usages.get(&slot).cloned().unwrap_or_default();
        for limit in limits.iter().filter(|limit| limit.flow == flow) {
            let (since, resets_at) = limit.per.around(self.now, &limit.time_zone);
            let (count, amount) = usage.of(limit, since);
            let after = (count.saturating_add(1), amount.saturating_add(minor));
            let bounds = [(true, limit.max_count, count, after.0), (false, limit.max_amount, amount, after.1)];
            for (is_count, max, used, after) in bounds {
                if let Some(max) = max.filter(|max| after > max.minor()) {
                    let (per, limit) = (limit.per, max.minor());
                    return Err(Rejection::LimitExceeded { flow, per, is_count, limit, used, resets_at });
                }
            }
            usage.set(limit, since, after);
        }
        usage.keep(limits);
        Ok(usage)
    }

    /// What the owner's wallet has used once what a leg takes back of a flow's transaction counts no more.
    pub(super) fn give_back(
        &self,
        book: &Book<'_>,
        (slots, leg): (&Slots, LegSlots),
        flow: Flow,
        decided_at: Timestamp,
    ) -> Vec<(usize, Usage)> {
        let limits = &policy(book, slots.asset).limits;
        let Some(before) = book.usages.get(&slots.wallet) else { return Vec::new() };
        let mut usage = before.clone();
        for limit in limits.iter().filter(|limit| limit.flow == flow && limit.reversals_give_back) {
            let (since, _) = limit.per.around(self.now, &limit.time_zone);
            let (count, amount) = usage.of(limit, since);
            if decided_at >= since && amount > 0 {
                usage.set(limit, since, (count, (amount - leg.minor).max(0)));
            }
        }
        if usage == *before { Vec::new() } else { vec![(slots.wallet, usage)] }
    }

    /// Whether a leg's credit by a flow opens the wallet that is missing.
    pub(super) fn is_to_open(&self, book: &Book<'_>, leg: &LegSlots, flow: Flow) -> bool {
        let slot = leg.destination;
        let is_players = !book.footprint.wallets()[slot].owner.is_system();
        // What was asked for and was not given cannot be opened.
        let is_lacking = book.footprint.wide.open.contains(&slot) && !book.unopened.contains_key(&slot);
        is_players && (self.is_trial || !is_lacking) && policy(book, leg.asset).opens_on(flow)
    }

    /// Opens the wallet in a slot for as long as the credit is judged. Asks for what that takes, of all that the batch may
    /// open; a trial needs nothing.
    pub(super) fn open(&self, book: &mut Book<'_>, slot: usize) -> Result<(), Widen> {
        let opened = book.unopened.get(&slot).copied().or_else(|| {
            let owner = book.footprint.wallets()[slot].owner;
            let number = (1 << 48) - 1 - i64::try_from(slot).expect("a batch is small");
            let id = WalletId::new(ShardKey::of(owner), number);
            self.is_trial.then(|| WalletState::opened(id, owner, self.now))
        });
        if opened.is_some() {
            book.wallets[slot] = opened;
            return Ok(());
        }
        let book: &Book<'_> = book;
        let wide = book.footprint.wide;
        let mut open = wide.open.clone();
        let commands = book.footprint.commands.iter().zip(&book.footprint.slots);
        let legs = commands.flat_map(|(command, slots)| {
            book.footprint.legs[slots.legs.clone()].iter().map(move |leg| (leg, command.flow()))
        });
        let missing = |(leg, flow): &(&LegSlots, Flow)| {
            book.wallets[leg.destination].is_none()
                && book.assets[leg.asset].is_some()
                && self.is_to_open(book, leg, *flow)
        };
        open.extend(legs.filter(missing).map(|(leg, _)| leg.destination));
        open.sort_unstable();
        open.dedup();
        Err(Widen { open, ..wide.clone() })
    }

    /// A wallet that was opened for a credit which was then refused is not there, as if nobody had asked.
    pub(super) fn close_unused(&self, book: &mut Book<'_>, opened: &[usize]) {
        for &slot in opened.iter().filter(|slot| !self.touched[**slot]) {
            book.wallets[slot] = None;
        }
    }

    /// Gives the wallet in a slot what it begins with, by a bonus of its own, before the credit that needs it.
    pub(super) fn begin(
        &mut self,
        book: &mut Book<'_>,
        slot: usize,
        amount: Amount,
    ) -> Result<Result<(), Rejection>, Widen> {
        let wide = book.footprint.wide;
        let Some(treasury) = book.footprint.treasury_for(slot) else {
            let mut start = wide.start.clone();
            start.push(slot);
            return Err(Widen { start, ..wide.clone() });
        };
        let name = book.footprint.wallets()[slot];
        let asset = book.footprint.assets().iter().position(|&code| code == name.asset);
        let asset = asset.expect("the asset of a leg is one of the footprint's");
        let leg = LegSlots { asset, source: treasury, destination: slot, minor: amount.minor() };
        let moves: Moves = match self.transfer(book, leg, 0, Flow::TopUp) {
            Ok(moves) => moves,
            Err(Refusal::Widen(widen)) => return Err(widen),
            Err(Refusal::Rejected(rejection)) => return Ok(Err(rejection)),
            Err(_) => unreachable!("a treasury holds nothing back"),
        };
        let command = Command::starting_bonus(name.owner.clone(), name.asset.clone(), amount);
        let ruling = Ruling { moves, ..Ruling::default() };
        let transaction = self.carry_out(book, slot, command, ruling);
        self.plan.transactions.push(transaction);
        Ok(Ok(()))
    }
}
