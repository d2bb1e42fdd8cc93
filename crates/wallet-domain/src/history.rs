//! History: what a wallet's entries tell of the past, found by the read port alone.
//!
//! Entries below a sequence never change, and within a wallet time does not run back. So a moment is found by halving the
//! sequences, at any depth for a few dozen look-ups, and an answer of many reads is of one moment once its newest sequence is
//! known. No store needs an index for any of it.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use crate::flow::Flow;
use crate::flow::details::Details;
pub use crate::ports::entries::Standing;
use crate::ports::entries::{Falling, PageRequest, Pick, Position, Stripes, Taken, whole};
use crate::ports::error::{StoreError, StoreErrorKind};
use crate::ports::wallets::Wallets;
use crate::record::line::StatementLine;
use crate::value::amount::Amount;
use crate::value::asset_code::AssetCode;
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
    /// The oldest first. Entries of one moment in several stripes may come in another order than the newest first.
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

impl Filter {
    /// Whether an entry is asked for.
    pub fn matches(&self, line: &StatementLine) -> bool {
        let StatementLine { entry, command, created_at, .. } = line;
        let Details { reference, metadata, .. } = command.details();
        let minor = entry.amount.abs();
        let has = |(name, value): &(String, String)| metadata.as_ref().and_then(|all| all.member(name)) == Some(value);
        self.flow.is_none_or(|flow| command.flow() == flow)
            && self.from.is_none_or(|from| *created_at >= from)
            && self.to.is_none_or(|to| *created_at < to)
            && self.min_amount.is_none_or(|min| minor >= min.minor())
            && self.max_amount.is_none_or(|max| minor <= max.minor())
            && self.reference.as_ref().is_none_or(|wanted| reference.as_ref() == Some(wanted))
            && self.metadata.as_ref().is_none_or(has)
    }
}

/// A digest of what a listing is of: its wallet, its filter, its order. A cursor is good for no other.
pub fn digest_of(listing: &impl std::fmt::Debug) -> [u8; 8] {
    let whole = Sha256::digest(format!("{listing:?}"));
    *whole.first_chunk().expect("it is longer")
}

/// Where the wallet was just before a moment, each of its stripes; `None` if there is no such wallet. All stripes are halved
/// at once.
pub async fn standings_before(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    moment: Timestamp,
) -> Result<Option<Vec<Standing>>, StoreError> {
    let Some(latest) = standings_below(store, owner, asset, None).await? else { return Ok(None) };
    // All up to `low` is before the moment, all from `high` on is not.
    let mut low = vec![Standing::default(); latest.len()];
    let mut high: Vec<i64> = latest.iter().map(|standing| standing.sequence + 1).collect();
    loop {
        let middle = |(low, high): (&Standing, &i64)| {
            (low.sequence + 1 < *high).then(|| low.sequence + (high - low.sequence) / 2)
        };
        let middles: Vec<Option<i64>> = low.iter().zip(&high).map(middle).collect();
        if middles.iter().all(Option::is_none) {
            return Ok(Some(low));
        }
        let below = middles.iter().map(|middle| middle.map_or(0, |middle| middle + 1)).collect();
        let request = PageRequest { before: Some(Position(below)), limit: 1 };
        let stripes = store.list_stripes(owner, asset, request).await?.unwrap_or_default();
        for (stripe, middle) in middles.into_iter().enumerate() {
            let Some(middle) = middle else { continue };
            match stripes.get(stripe).and_then(|lines| lines.first()) {
                Some(line) if line.created_at < moment => {
                    low[stripe] = Standing { sequence: middle, balance: line.entry.balance_after.minor() };
                }
                _ => high[stripe] = middle,
            }
        }
    }
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
    Ok(standings.map(|stripes| Standing::of_all(&stripes)))
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
    let mut before = match (&request.after, filter.to) {
        (Some(after), _) => Some(after.clone()),
        (None, Some(to)) => {
            let Some(standings) = standings_before(store, owner, asset, to).await? else { return Ok(None) };
            Some(Position(standings.iter().map(|standing| standing.sequence + 1).collect()))
        }
        (None, None) => None,
    };
    let (mut lines, mut looked_at) = (Vec::new(), 0);
    loop {
        let read = PageRequest { before, limit: CHUNK };
        let Some(stripes) = store.list_stripes(owner, asset, read.and_one_more()).await? else { return Ok(None) };
        let mut falling = Falling::of(stripes, &read);
        for _ in 0..CHUNK {
            let Some(line) = falling.take_next() else { break };
            if filter.from.is_some_and(|from| line.created_at < from) {
                return Ok(Some(HistoryPage { lines, next: None }));
            }
            looked_at += 1;
            lines.extend(filter.matches(&line).then_some(line));
            if lines.len() >= request.limit as usize || looked_at >= LOOKED_AT_MAX {
                let next = falling.has_more().then(|| falling.position());
                return Ok(Some(HistoryPage { lines, next }));
            }
        }
        if !falling.has_more() {
            return Ok(Some(HistoryPage { lines, next: None }));
        }
        before = Some(falling.position());
    }
}

async fn oldest_first(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    request: &HistoryRequest,
) -> Result<Option<HistoryPage>, StoreError> {
    let filter = &request.filter;
    let end = match filter.to {
        Some(to) => standings_before(store, owner, asset, to).await?,
        None => standings_below(store, owner, asset, None).await?,
    };
    let Some(end) = end else { return Ok(None) };
    let begin = match (&request.after, filter.from) {
        (Some(Position(after)), _) => {
            let below = after.iter().map(|sequence| sequence + 1).collect();
            standings_below(store, owner, asset, Some(Position(below))).await?
        }
        (None, Some(from)) => standings_before(store, owner, asset, from).await?,
        (None, None) => None,
    };
    let mut rising = Rising::between(begin.unwrap_or_default(), &end);
    let (mut lines, mut looked_at) = (Vec::new(), 0);
    'chunks: while rising.has_more() {
        rising.fill(store, owner, asset).await?;
        while let Some(line) = rising.take_next() {
            looked_at += 1;
            lines.extend(filter.matches(&line).then_some(line));
            if lines.len() >= request.limit as usize || looked_at >= LOOKED_AT_MAX {
                break 'chunks;
            }
        }
    }
    let next = rising.has_more().then(|| rising.position());
    Ok(Some(HistoryPage { lines, next }))
}

/// Where each of the wallet's stripes is below a position; `None` if there is no such wallet.
async fn standings_below(
    store: &dyn Wallets,
    owner: &OwnerId,
    asset: &AssetCode,
    before: Option<Position>,
) -> Result<Option<Vec<Standing>>, StoreError> {
    let stripes = store.list_stripes(owner, asset, PageRequest { before, limit: 1 }).await?;
    let standing = |lines: Vec<StatementLine>| lines.first().map_or_else(Standing::default, Standing::after);
    Ok(stripes.map(|stripes| stripes.into_iter().map(standing).collect()))
}

/// A wallet's entries on the way from the oldest to the newest, its stripes as the one wallet that they are.
pub struct Rising {
    at: Vec<Standing>,
    end: Vec<i64>,
    stripes: Stripes,
}

impl Rising {
    /// From where the stripes were up to where they are in the end. A stripe that came later begins with nothing.
    pub fn between(mut begin: Vec<Standing>, end: &[Standing]) -> Self {
        begin.resize(end.len(), Standing::default());
        let end = begin.iter().zip(end).map(|(begin, end)| end.sequence.max(begin.sequence)).collect();
        let stripes = Stripes(begin.iter().map(|_| VecDeque::new()).collect());
        Self { at: begin, end, stripes }
    }

    /// Whether there are entries left.
    pub fn has_more(&self) -> bool {
        self.at.iter().zip(&self.end).any(|(at, end)| at.sequence < *end)
    }

    /// Where the whole wallet is by now.
    pub fn standing(&self) -> Standing {
        Standing::of_all(&self.at)
    }

    /// Where the whole wallet is in the end, by where its stripes are then. What is booked between two looks is behind the first.
    pub fn last(&self, end: &[Standing]) -> Standing {
        let later = |(at, end): (&Standing, &Standing)| if end.sequence < at.sequence { *at } else { *end };
        Standing::of_all(&self.at.iter().zip(end).map(later).collect::<Vec<_>>())
    }

    fn position(&self) -> Position {
        Position(self.at.iter().map(|at| at.sequence).collect())
    }

    /// Reads on where a stripe has come to the end of what was read of it. An entry that is missing where one must be is the
    /// store's damage, and ends it.
    pub async fn fill(&mut self, store: &dyn Wallets, owner: &OwnerId, asset: &AssetCode) -> Result<(), StoreError> {
        let goals: Vec<i64> =
            (0..self.at.len()).map(|stripe| if self.is_waiting(stripe) { self.goal(stripe) } else { 0 }).collect();
        if goals.iter().all(|goal| *goal == 0) {
            return Ok(());
        }
        let below = goals.iter().map(|goal| if *goal == 0 { 0 } else { goal + 1 }).collect();
        let request = PageRequest { before: Some(Position(below)), limit: CHUNK };
        let found = store.list_stripes(owner, asset, request).await?.unwrap_or_default();
        for (stripe, mut lines) in
            found.into_iter().enumerate().take(goals.len()).filter(|(stripe, _)| goals[*stripe] > 0)
        {
            lines.retain(|line| line.entry.sequence > self.at[stripe].sequence);
            lines.reverse();
            self.stripes.0[stripe] = lines.into();
        }
        if (0..self.at.len()).any(|stripe| self.is_waiting(stripe)) {
            let why = format!("entries of {owner} {asset} behind {:?} are not there", self.position());
            return Err(StoreError::new(StoreErrorKind::Corrupt, why));
        }
        Ok(())
    }

    /// The next entry, if what was read tells which it is.
    pub fn take_next(&mut self) -> Option<StatementLine> {
        if (0..self.at.len()).any(|stripe| self.is_waiting(stripe)) {
            return None;
        }
        let Taken { line, after } = self.stripes.take(Pick::Oldest)?;
        for (stripe, standing) in after {
            self.at[stripe] = standing;
        }
        let Standing { sequence, balance } = self.standing();
        Some(whole(line, balance, sequence))
    }

    fn is_waiting(&self, stripe: usize) -> bool {
        self.stripes.0[stripe].is_empty() && self.at[stripe].sequence < self.end[stripe]
    }

    fn goal(&self, stripe: usize) -> i64 {
        self.end[stripe].min(self.at[stripe].sequence + i64::from(CHUNK))
    }
}

#[cfg(test)]
mod tests;
