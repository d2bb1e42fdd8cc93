//! Steps 3 and 5: whether what a command names is there, and takes part.

use super::policy::policy;
use crate::asset::policy::PaymentRule;
use crate::decide::book::{Book, LegSlots, Slots};
use crate::flow::Flow;
use crate::flow::command::Command;
use crate::record::rejection::Rejection;
use crate::record::wallet::{WalletState, WalletStatus};

/// Step 3: the command's own asset, then those of its legs.
pub(super) fn check_assets(book: &Book<'_>, slots: &Slots, legs: &[LegSlots]) -> Result<(), Rejection> {
    let mut assets = std::iter::once(slots.asset).chain(legs.iter().map(|leg| leg.asset));
    let missing = assets.find(|&slot| book.assets[slot].is_none());
    missing.map_or(Ok(()), |slot| Err(Rejection::AssetNotFound { asset: book.footprint.assets()[slot].clone() }))
}

/// Step 3 of a top-up that names a payment: which credit of it this is, from 1.
pub(super) fn check_payment(book: &Book<'_>, slots: &Slots) -> Result<i64, Rejection> {
    let Some(credited) = slots.payment.and_then(|slot| book.payments[slot]) else { return Ok(1) };
    match policy(book, slots.asset).payment_ref {
        PaymentRule::Once => Err(Rejection::PaymentRefUsed { transaction: credited.first }),
        PaymentRule::Free => Ok(credited.latest + 1),
    }
}

/// Step 5: no side of a wallet that takes part is frozen, then no wallet is closed.
pub(super) fn check_status(
    book: &Book<'_>,
    slots: &Slots,
    legs: &[LegSlots],
    command: &Command,
) -> Result<(), Rejection> {
    // What is only let go needs nobody's leave.
    let kept_of = (command.flow() == Flow::Hold).then_some((slots.wallet, true));
    let sides = || legs.iter().flat_map(|leg| [(leg.source, true), (leg.destination, false)]).chain(kept_of);
    let any = |is_stopped: fn(WalletStatus, bool) -> bool| {
        let stopped = |(slot, debits): &(usize, bool)| {
            book.wallets[*slot]
                .is_some_and(|state| state.status != WalletStatus::Open && is_stopped(state.status, *debits))
        };
        sides().find(stopped).map(|(slot, _)| slot)
    };
    let name = |slot: usize| {
        let name = book.footprint.wallets()[slot];
        (name.owner.clone(), name.asset.clone())
    };
    if let Some((owner, asset)) = any(is_frozen).map(name) {
        return Err(Rejection::WalletFrozen { owner, asset });
    }
    if let Some((owner, asset)) = any(|status, _| status == WalletStatus::Closed).map(name) {
        return Err(Rejection::WalletClosed { owner, asset });
    }
    Ok(())
}

fn is_frozen(status: WalletStatus, debits: bool) -> bool {
    if debits { status.stops_debits() } else { status.stops_credits() }
}

pub(super) fn wallet<'b>(book: &'b Book<'_>, slot: usize) -> Result<&'b WalletState, Rejection> {
    book.wallets[slot].as_ref().ok_or_else(|| {
        let name = book.footprint.wallets()[slot];
        Rejection::WalletNotFound { owner: name.owner.clone(), asset: name.asset.clone() }
    })
}
