//! Checks: steps 3 to 5 of the order. Everything that a command names is there, and takes part.

use crate::asset::policy::{Converted, PaymentRule};
use crate::decide::decision::{Decision, Halt, Item, NotYet};
use crate::decide::footprint::LegSlots;
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletStatus;

impl Decision<'_, '_> {
    /// Step 3: the command's own asset exists, then those of its legs.
    pub(super) fn check_assets(&self, item: Item<'_>) -> Result<(), Rejection> {
        let mut assets = std::iter::once(item.slots.asset).chain(item.legs.iter().map(|leg| leg.asset));
        let missing = assets.find(|&slot| self.book.policy(slot).is_none());
        let code = |slot: usize| self.book.footprint().assets()[slot].clone();
        missing.map_or(Ok(()), |slot| Err(Rejection::AssetNotFound { asset: code(slot) }))
    }

    /// Step 3: the wallets exist, or a credit opens them.
    pub(super) fn check_wallets(&self, item: Item<'_>) -> Result<(), Halt> {
        for leg in item.legs {
            self.wallet(leg.source)?;
            if self.book.wallet(leg.destination).is_none() && self.is_to_open(leg, item.command) {
                return Err(NotYet::WalletMissing { slot: leg.destination }.into());
            }
            self.wallet(leg.destination)?;
        }
        self.wallet(item.slots.wallet)?;
        Ok(())
    }

    /// Step 3 of a top-up that names a payment: which credit of the payment it is, from 1.
    pub(super) fn check_payment(&self, item: Item<'_>) -> Result<i64, Rejection> {
        let Some(credited) = item.slots.payment.and_then(|slot| self.book.payment(slot)) else { return Ok(1) };
        match self.policy(item.slots.asset).payment_ref {
            PaymentRule::Once => Err(Rejection::PaymentRefUsed { transaction: credited.first }),
            PaymentRule::Free => Ok(credited.latest + 1),
        }
    }

    /// Step 3 of a conversion: its two legs by the present rate; `None` of any other command. What buys nothing more is
    /// not taken.
    pub(super) fn convert(&self, item: Item<'_>) -> Result<Option<[LegSlots; 2]>, Rejection> {
        let Some((to, min)) = item.command.conversion_target() else { return Ok(None) };
        let [pay, receive] = item.legs else { unreachable!("a conversion has two legs") };
        let rate = self.policy(pay.asset).rate_to(to);
        let rate = rate.ok_or_else(|| Rejection::NoRate { asset: item.command.asset().clone(), to: to.clone() })?;
        // Step 7 refuses more than a balance can be.
        let Converted { taken, received } =
            rate.convert(pay.minor).unwrap_or(Converted { taken: pay.minor, received: i64::MAX });
        if received == 0 {
            return Err(Rejection::ConversionTooSmall { to: to.clone() });
        }
        if min.is_some_and(|min| received < min.minor()) {
            return Err(Rejection::RateBelowMinimum { would_receive: received });
        }
        Ok(Some([LegSlots { minor: taken, ..*pay }, LegSlots { minor: received, ..*receive }]))
    }

    /// Step 4: players may give the asset to each other, if that is what the command does.
    pub(super) fn check_transferable(&self, item: Item<'_>) -> Result<(), Rejection> {
        if !item.flow().is_between_players() || self.policy(item.slots.asset).transferable {
            return Ok(());
        }
        Err(Rejection::NotTransferable { asset: item.command.asset().clone() })
    }

    /// Step 5: no side of a wallet that takes part is frozen, then no wallet is closed.
    pub(super) fn check_status(&self, item: Item<'_>, legs: &[LegSlots]) -> Result<(), Rejection> {
        // To keep credits is to stop them from going out. To let them go needs nobody's leave.
        let kept_of = (item.flow() == Flow::Hold).then_some((item.slots.wallet, true));
        let sides = || legs.iter().flat_map(|leg| [(leg.source, true), (leg.destination, false)]).chain(kept_of);
        let any = |is_stopped: fn(WalletStatus, bool) -> bool| {
            let status = |slot| self.book.wallet(slot).map_or(WalletStatus::Open, |state| state.status);
            let is_stopped = |slot, debits| status(slot) != WalletStatus::Open && is_stopped(status(slot), debits);
            sides().find(|(slot, debits)| is_stopped(*slot, *debits)).map(|(slot, _)| {
                let name = self.name(slot);
                (name.owner.clone(), name.asset.clone())
            })
        };
        if let Some((owner, asset)) = any(is_frozen) {
            return Err(Rejection::WalletFrozen { owner, asset });
        }
        if let Some((owner, asset)) = any(|status, _| status == WalletStatus::Closed) {
            return Err(Rejection::WalletClosed { owner, asset });
        }
        Ok(())
    }

    /// Step 5: the owner's wallet has the version that the caller named.
    pub(super) fn check_version(&self, item: Item<'_>) -> Result<(), Rejection> {
        let Some(expected) = item.command.terms().and_then(|terms| terms.if_version) else { return Ok(()) };
        let found = item.version.unwrap_or(self.wallet(item.slots.wallet)?.version);
        if found == expected { Ok(()) } else { Err(Rejection::VersionMismatch { expected, found }) }
    }
}

/// Step 4: no leg pays its own source.
pub(super) fn check_sides(legs: &[LegSlots]) -> Result<(), Rejection> {
    if legs.iter().any(|leg| leg.source == leg.destination) { Err(Rejection::SameWallet) } else { Ok(()) }
}

fn is_frozen(status: WalletStatus, debits: bool) -> bool {
    if debits { status.stops_debits() } else { status.stops_credits() }
}
