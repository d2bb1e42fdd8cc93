//! Limits: how much a player may move in a period, and how full a wallet may get.

use crate::asset::policy::Limit;
use crate::asset::usage::Usage;
use crate::decide::decision::{Decision, Item};
use crate::decide::footprint::LegSlots;
use crate::flow::Flow;
use crate::record::rejection::Rejection;
use crate::value::amount::Amount;
use crate::value::time::Timestamp;

/// What a command moves of one wallet of its owner.
struct Part {
    asset: usize,
    wallet: usize,
    minor: i64,
}

impl Decision<'_, '_> {
    /// The end of step 5: the usage of limits by the owner's wallets once this is posted. A command without two legs
    /// moves `main` minor units of its own asset.
    pub(super) fn check_limits(
        &self,
        item: Item<'_>,
        legs: &[LegSlots],
        main: i64,
    ) -> Result<Vec<(usize, Usage)>, Rejection> {
        let flow = item.flow();
        let is_limited = |asset: usize| self.policy(asset).limits.iter().any(|limit| limit.flow == flow);
        if !is_limited(item.slots.asset) && !legs.iter().any(|leg| is_limited(leg.asset)) {
            return Ok(Vec::new());
        }
        let parts = self.parts(item, legs, main);
        let limited = parts.iter().filter(|part| is_limited(part.asset));
        limited.map(|part| Ok((part.wallet, self.use_up(part, flow)?))).collect()
    }

    fn parts(&self, item: Item<'_>, legs: &[LegSlots], main: i64) -> Vec<Part> {
        if legs.len() < 2 {
            return vec![Part { asset: item.slots.asset, wallet: item.slots.wallet, minor: main }];
        }
        let is_own = |slot: usize| self.name(slot).owner == item.command.owner();
        let mut parts: Vec<Part> = Vec::new();
        for leg in legs {
            for wallet in [leg.source, leg.destination].into_iter().filter(|slot| is_own(*slot)) {
                match parts.iter_mut().find(|part| part.wallet == wallet) {
                    Some(part) => part.minor = part.minor.saturating_add(leg.minor),
                    None => parts.push(Part { asset: leg.asset, wallet, minor: leg.minor }),
                }
            }
        }
        parts
    }

    fn use_up(&self, part: &Part, flow: Flow) -> Result<Usage, Rejection> {
        let limits = &self.policy(part.asset).limits;
        let mut usage = self.book.usage(part.wallet).cloned().unwrap_or_default();
        for limit in limits.iter().filter(|limit| limit.flow == flow) {
            let (since, resets_at) = limit.per.around(self.now, &limit.time_zone);
            let (count, amount) = usage.of(limit, since);
            let after = (count.saturating_add(1), amount.saturating_add(part.minor));
            check_bound(limit, true, (count, after.0), resets_at)?;
            check_bound(limit, false, (amount, after.1), resets_at)?;
            usage.set(limit, since, after);
        }
        usage.keep(limits);
        Ok(usage)
    }

    /// The usage of limits by the owner's wallets once legs take back some of a transaction of that flow, decided at that
    /// time.
    pub(super) fn give_back(
        &self,
        item: Item<'_>,
        legs: &[LegSlots],
        flow: Flow,
        decided_at: Timestamp,
    ) -> Vec<(usize, Usage)> {
        let main = legs.first().map_or(0, |leg| leg.minor);
        let given_back = self.parts(item, legs, main).into_iter().filter_map(|part| {
            let before = self.book.usage(part.wallet)?;
            let mut usage = before.clone();
            let limits = self.policy(part.asset).limits.iter();
            for limit in limits.filter(|limit| limit.flow == flow && limit.reversals_give_back) {
                let (since, _) = limit.per.around(self.now, &limit.time_zone);
                let (count, amount) = usage.of(limit, since);
                if decided_at >= since && amount > 0 {
                    usage.set(limit, since, (count, (amount - part.minor).max(0)));
                }
            }
            (usage != *before).then_some((part.wallet, usage))
        });
        given_back.collect()
    }

    /// How full a flow may make the wallet that a leg credits, and how much still fits; `None` if only the bounds of a
    /// balance stop it.
    pub(super) fn ceiling(&self, leg: LegSlots, flow: Flow) -> Option<(i64, i64)> {
        let max = self.policy(leg.asset).max_balance.filter(|_| flow.is_capped())?.minor();
        let balance = || self.state(leg.destination).balance.minor();
        self.is_players(leg.destination).then(|| (max, (max - balance()).max(0)))
    }

    /// Step 7: the wallet that a leg credits has room for it.
    pub(super) fn check_headroom(&self, leg: LegSlots, flow: Flow) -> Result<(), Rejection> {
        if let Some((max_balance, headroom)) = self.ceiling(leg, flow)
            && headroom < leg.minor
        {
            return Err(Rejection::CeilingExceeded { max_balance, headroom });
        }
        let headroom = self.wallet(leg.destination)?.headroom();
        if headroom < leg.minor { Err(Rejection::BalanceLimitExceeded { headroom }) } else { Ok(()) }
    }
}

/// Refuses a usage that passes the limit's bound on counts, or on amounts.
fn check_bound(
    limit: &Limit,
    is_count: bool,
    (used, after): (i64, i64),
    resets_at: Timestamp,
) -> Result<(), Rejection> {
    let max = if is_count { limit.max_count } else { limit.max_amount };
    match max.map(Amount::minor) {
        Some(max) if after > max => {
            let (flow, per) = (limit.flow, limit.per);
            Err(Rejection::LimitExceeded { flow, per, is_count, limit: max, used, resets_at })
        }
        _ => Ok(()),
    }
}
