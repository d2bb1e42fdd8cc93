//! History: what a wallet's entries tell of the past, found by the read port alone.
//!
//! Entries below a sequence never change, and within a wallet time does not run back. So a moment is found by halving the
//! sequences, at any depth for a few dozen look-ups, and an answer of many reads is of one moment once its newest sequence is
//! known. No store needs an index for any of it.

use sha2::{Digest, Sha256};

use crate::flow::Flow;
use crate::flow::details::Details;
use crate::ports::error::{StoreError, StoreErrorKind};
use crate::ports::wallets::{PageRequest, Position, StatementLine, Wallets};
use crate::record::transaction::Transaction;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
use crate::value::metadata::Metadata;
use crate::value::owner::OwnerId;
use crate::value::text::Reference;
use crate::value::time::Timestamp;

/// How many entries one request looks at, at most: a filter that seldom fits must not read a wallet of millions at once.
pub const LOOKED_AT_MAX: u32 = 5_000;
/// How many entries one read brings.
pub const CHUNK: u32 = 500;

/// Which entries are asked for; nothing named is nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of which flow.
    pub flow: Option<Flow>,
    /// From when on: what was decided then is among them.
    pub from: Option<Timestamp>,
    /// Until when: what was decided then is not.
    pub to: Option<Timestamp>,
    /// Of how much at least, whichever way it went.
    pub min_amount: Option<Amount>,
    /// Of how much at most.
    pub max_amount: Option<Amount>,
    /// With which reference: a top-up's payment_ref, a bonus's reason.
    pub reference: Option<Reference>,
    /// With which text, number, truth or null in the metadata: the name of a member at its top, and its value as
    /// [`Metadata::plain`] reads it.
    pub metadata: Option<(String, String)>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first. Not for wallets that have stripes.
    Oldest,
}

/// Which page of a filtered history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryRequest {
    /// Which entries.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Where the page before ended: below which sequences it goes on, or, of the oldest first, above which.
    pub after: Option<Position>,
    /// How many at most, at least 1.
    pub limit: u32,
}

/// A page of a filtered history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// The entries. Fewer than were asked for, or none, where [`LOOKED_AT_MAX`] were looked at; then there is a `next`.
    pub lines: Vec<StatementLine>,
    /// [`HistoryRequest::after`] of the next page; `None` on the last one.
    pub next: Option<Position>,
}

/// Where a wallet was at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many entries it had.
    pub sequence: i64,
    /// What it held, in minor units.
    pub balance: i64,
}

impl Filter {
    /// Whether an entry is asked for.
    pub fn matches(&self, line: &StatementLine) -> bool {
        let StatementLine { entry, flow, created_at, reference, metadata, .. } = line;
        self.fits((*flow, *created_at, entry.amount.abs()), reference.as_ref(), metadata.as_ref())
    }

    /// The same of a whole transaction, by its [`amount`](Transaction::amount).
    pub fn matches_transaction(&self, transaction: &Transaction) -> bool {
        let Transaction { command, created_at, .. } = transaction;
        let Details { reference, metadata, .. } = command.details();
        self.fits((command.flow(), *created_at, transaction.amount()), reference.as_ref(), metadata.as_ref())
    }

    fn fits(
        &self,
        (flow, at, minor): (Flow, Timestamp, i64),
        reference: Option<&Reference>,
        metadata: Option<&Metadata>,
    ) -> bool {
        let has = |(name, value): &(String, String)| metadata.and_then(|all| all.member(name)) == Some(value);
        self.flow.is_none_or(|wanted| flow == wanted)
            && self.from.is_none_or(|from| at >= from)
            && self.to.is_none_or(|to| at < to)
            && self.min_amount.is_none_or(|min| minor >= min.minor())
            && self.max_amount.is_none_or(|max| minor <= max.minor())
            && self.reference.as_ref().is_none_or(|wanted| reference == Some(wanted))
            && self.metadata.as_ref().is_none_or(has)
    }
}

/// A digest of what a listing is of: its wallet, its filter, its order. A cursor is good for no other.
pub fn digest_of(listing: &impl std::fmt::Debug) -> [u8; 8] {
    let whole = Sha256::digest(format!("{listing:?}"));
    *whole.first_chunk().expect("it is longer")
}

/// Where the wallet was just before a moment, each of its stripes; `None` if there is no such wallet.
pub async fn standings_before(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    moment: Timestamp,
) -> Result<Option<Vec<Standing>>, StoreError> {
    let Some(latest) = latest(store, owner, asset).await? else { return Ok(None) };
    let mut standings = Vec::with_capacity(latest.len());
    for stripe in 0..latest.len() {
        let probe = Probe { store, owner, asset, stripes: latest.len(), stripe };
        standings.push(probe.last_before(latest[stripe], moment).await?);
    }
    Ok(Some(standings))
}

/// Where the wallet, all stripes together, was at a moment, with what was decided at that very moment.
pub async fn standing_at(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    moment: Timestamp,
) -> Result<Option<Standing>, StoreError> {
    let behind = Timestamp::from_micros(moment.as_micros().saturating_add(1));
    let standings = standings_before(store, owner, asset, behind).await?;
    Ok(standings.map(|stripes| {
        let sum = |of: fn(&Standing) -> i64| stripes.iter().map(of).sum();
        Standing { sequence: sum(|it| it.sequence), balance: sum(|it| it.balance) }
    }))
}

/// A page of what a filter asks for; `None` if there is no such wallet.
pub async fn list_history(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &HistoryRequest,
) -> Result<Option<HistoryPage>, StoreError> {
    match request.order {
        Order::Newest => newest_first(store, owner, asset, request).await,
        Order::Oldest => oldest_first(store, owner, asset, request).await,
    }
}

async fn newest_first(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &HistoryRequest,
) -> Result<Option<HistoryPage>, StoreError> {
    let filter = &request.filter;
    let mut position = match (&request.after, filter.to) {
        (Some(Position(after)), _) => after.clone(),
        (None, Some(to)) => {
            let Some(standings) = standings_before(store, owner, asset, to).await? else { return Ok(None) };
            behind(&standings)
        }
        (None, None) => {
            let Some(standings) = latest(store, owner, asset).await? else { return Ok(None) };
            behind(&standings)
        }
    };
    let (mut lines, mut looked_at) = (Vec::new(), 0);
    loop {
        let read = PageRequest { before: Some(Position(position.clone())), limit: CHUNK };
        let Some(page) = store.list_entries(owner, asset, read).await? else { return Ok(None) };
        let (count, has_more) = (page.lines.len(), page.next.is_some());
        for (number, line) in (1..).zip(page.lines) {
            if filter.from.is_some_and(|from| line.created_at < from) {
                return Ok(Some(HistoryPage { lines, next: None }));
            }
            let stripe = usize::try_from(line.entry.stripe().number()).unwrap_or(0);
            if let Some(place) = position.get_mut(stripe) {
                *place = line.entry.sequence;
            }
            looked_at += 1;
            lines.extend(filter.matches(&line).then_some(line));
            if lines.len() >= request.limit as usize || looked_at >= LOOKED_AT_MAX {
                let next = (number < count || has_more).then_some(Position(position));
                return Ok(Some(HistoryPage { lines, next }));
            }
        }
        if !has_more {
            return Ok(Some(HistoryPage { lines, next: None }));
        }
    }
}

/// The position just behind where each stripe is.
fn behind(standings: &[Standing]) -> Vec<i64> {
    standings.iter().map(|standing| standing.sequence + 1).collect()
}

async fn oldest_first(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &HistoryRequest,
) -> Result<Option<HistoryPage>, StoreError> {
    let filter = &request.filter;
    let Some(latest) = latest(store, owner, asset).await? else { return Ok(None) };
    let only = latest.first().copied().unwrap_or_default();
    let probe = Probe { store, owner, asset, stripes: 1, stripe: 0 };
    let end = match filter.to {
        Some(to) => probe.last_before(only, to).await?.sequence,
        None => only.sequence,
    };
    let mut done = match (&request.after, filter.from) {
        (Some(Position(after)), _) => after.first().copied().unwrap_or(0),
        (None, Some(from)) => probe.last_before(only, from).await?.sequence,
        (None, None) => 0,
    };
    let (mut lines, mut looked_at) = (Vec::new(), 0);
    'chunks: while done < end {
        for line in between(store, (owner, asset), done, end.min(done + i64::from(CHUNK))).await? {
            done = line.entry.sequence;
            looked_at += 1;
            lines.extend(filter.matches(&line).then_some(line));
            if lines.len() >= request.limit as usize || looked_at >= LOOKED_AT_MAX {
                break 'chunks;
            }
        }
    }
    let next = (done < end).then_some(Position(vec![done]));
    Ok(Some(HistoryPage { lines, next }))
}

/// The entries of a wallet without stripes whose sequences are above `done` and up to `end`, at most [`CHUNK`] further, the
/// oldest first. An entry that is missing where one must be is the store's damage, and ends it.
pub async fn between(
    store: &dyn Wallets,
    (owner, asset): (&OwnerId, &AssetCode),
    done: i64,
    end: i64,
) -> Result<Vec<StatementLine>, StoreError> {
    let limit = u32::try_from(end - done).unwrap_or(CHUNK).clamp(1, CHUNK);
    let before = Some(Position(vec![end + 1]));
    let page = store.list_entries(owner, asset, PageRequest { before, limit }).await?;
    let mut lines = page.map_or_else(Vec::new, |page| page.lines);
    lines.retain(|line| line.entry.sequence > done);
    lines.reverse();
    if lines.is_empty() {
        let why = format!("entries {} to {end} of {owner} {asset} are not there", done + 1);
        return Err(StoreError::new(StoreErrorKind::Corrupt, why));
    }
    Ok(lines)
}

/// The latest sequence of each of the wallet's stripes, with what the stripe holds; `None` if there is no such wallet.
async fn latest(store: &dyn Wallets, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Vec<Standing>>, StoreError> {
    let request = PageRequest { before: None, limit: 1 };
    let Some(page) = store.list_entries(owner, asset, request).await? else { return Ok(None) };
    let standing =
        |line: &StatementLine| Standing { sequence: line.entry.sequence, balance: line.entry.balance_after.minor() };
    let Some(Position(next)) = page.next else {
        // One entry in all, or none: of a wallet with stripes it says which.
        let Some(line) = page.lines.first() else { return Ok(Some(vec![Standing::default()])) };
        let stripe = usize::try_from(line.entry.stripe().number()).unwrap_or(0);
        let mut standings = vec![Standing::default(); stripe + 1];
        standings[stripe] = standing(line);
        return Ok(Some(standings));
    };
    let mut standings = Vec::with_capacity(next.len());
    for stripe in 0..next.len() {
        let probe = Probe { store, owner, asset, stripes: next.len(), stripe };
        standings.push(probe.below(i64::MAX).await?.as_ref().map_or_else(Standing::default, standing));
    }
    Ok(Some(standings))
}

/// Looks at single entries of one stripe.
struct Probe<'a> {
    store: &'a dyn Wallets,
    owner: &'a OwnerId,
    asset: &'a AssetCode,
    stripes: usize,
    stripe: usize,
}

impl Probe<'_> {
    /// The stripe's newest entry below a sequence.
    async fn below(&self, sequence: i64) -> Result<Option<StatementLine>, StoreError> {
        let mut position = vec![0; self.stripes];
        position[self.stripe] = sequence;
        let request = PageRequest { before: Some(Position(position)), limit: 1 };
        let page = self.store.list_entries(self.owner, self.asset, request).await?;
        Ok(page.and_then(|page| page.lines.into_iter().next()))
    }

    /// Where the stripe, which is at `latest` by now, was before a moment.
    async fn last_before(&self, latest: Standing, moment: Timestamp) -> Result<Standing, StoreError> {
        // All up to `low` is before the moment, all from `high` on is not.
        let (mut low, mut high) = (Standing::default(), latest.sequence + 1);
        while low.sequence + 1 < high {
            let middle = low.sequence + (high - low.sequence) / 2;
            match self.below(middle + 1).await? {
                Some(line) if line.created_at < moment => {
                    low = Standing { sequence: middle, balance: line.entry.balance_after.minor() };
                }
                _ => high = middle,
            }
        }
        Ok(low)
    }
}

#[cfg(test)]
mod tests;
