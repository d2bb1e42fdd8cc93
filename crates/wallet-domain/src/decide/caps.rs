//! Caps: how much the actor of a command may do on its own. The last step before a command is posted.
//!
//! A command of a key without caps costs a look at its origin.

use crate::decide::cap_rows::CapName;
use crate::decide::decision::{Decision, Item, Move};
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::record::wallet::WalletName;
use crate::value::caps::{CapKind, CapUsages};
use crate::value::owner::OwnerId;

impl Decision<'_, '_> {
    /// After step 7: the usages of the actor's caps once this is posted, by slot of their rows; none without caps.
    pub(super) fn check_caps(&self, item: Item<'_>, moves: &[Move]) -> Result<Option<CapUsages>, Rejection> {
        let Some(origin) = item.command.origin().filter(|origin| origin.bounds().is_some()) else { return Ok(None) };
        let of = match item.flow() {
            // A purchase that gives much for little is a grant by another name.
            Flow::Bonus | Flow::TopUp | Flow::Purchase => CapKind::Grant,
            Flow::Reversal => CapKind::Refund,
            _ => return Ok(None),
        };
        let asked = self.moved(moves);
        if let Some(over) = origin.bounds().and_then(|bounds| bounds.approval_over)
            && let Some((_, asked)) = asked.iter().find(|(_, minor)| *minor > over)
        {
            return Err(Rejection::ApprovalRequired { over, asked: *asked });
        }
        let Some((key, caps)) = origin.capped() else { return Ok(None) };
        let [day, player] = CapName::pair(key, item.command.owner().as_str());
        let before = CapUsages { day: self.book.cap_usage(day), player: self.book.cap_usage(player) };
        before.take(caps, of, &asked, self.now).map(Some).map_err(Rejection::CapExceeded)
    }

    /// How much of each asset moves from owner to owner. What the stripes of a treasury lend each other is not counted.
    fn moved(&self, moves: &[Move]) -> Vec<(&str, i64)> {
        let mut gains: Vec<(&str, &OwnerId, i64)> = Vec::new();
        for one in moves {
            let WalletName { owner, asset, .. } = self.name(one.slot);
            match gains.iter_mut().find(|(of, whose, _)| *of == asset.as_str() && *whose == owner) {
                Some((.., minor)) => *minor = minor.saturating_add(one.minor),
                None => gains.push((asset.as_str(), owner, one.minor)),
            }
        }
        let mut assets: Vec<(&str, i64)> = Vec::new();
        for (asset, _, minor) in gains.into_iter().filter(|(.., minor)| *minor > 0) {
            match assets.iter_mut().find(|(known, _)| *known == asset) {
                Some((_, sum)) => *sum = sum.saturating_add(minor),
                None => assets.push((asset, minor)),
            }
        }
        assets
    }

    /// Step 8: keeps the actor's new usages.
    pub(super) fn use_caps(&mut self, item: Item<'_>, usages: Option<CapUsages>) {
        let Some((usages, key)) = usages.zip(item.command.origin().and_then(|origin| Some(origin.capped()?.0))) else {
            return;
        };
        let [day, player] = CapName::pair(key, item.command.owner().as_str());
        self.book.set_cap_usage(day, usages.day);
        self.book.set_cap_usage(player, usages.player);
    }
}
