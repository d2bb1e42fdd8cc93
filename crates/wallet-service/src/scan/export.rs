//! Exports: everything that there is, piece by piece, to be gone on with behind any row.
//!
//! - Transactions and entries come in the order of the feed, the oldest first: from behind a [`Place`] up to the position that
//!   the feed had when the export began. So an export has an end while others write, misses nothing before it, and the
//!   next one goes on behind its last place.
//! - Wallets come by owner and asset, each as it is when it is read.
//!
//! Each piece is one short read of a port.

use std::fmt;
use std::str::FromStr;

use wallet_domain::{
    AssetCode, Event, EventCursor, EventId, Feed, Found, Happening, InvalidEventId, OwnerId, Search, ShownEntry,
    StaleCursor, StoreError, Transaction, TransactionFilter, Wallet, WalletFilter, WalletPlace, WalletSearch,
};

/// How many events one read brings.
const READ_MAX: usize = 1_000;
/// How many wallets one read brings.
const WALLETS_MAX: u32 = 1_000;

/// A place in an export along the feed: behind an event, or behind the first entries of its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The event.
    pub cursor: EventCursor,
    /// How many of its entries were given; none for all of them.
    pub entries: Option<usize>,
}

impl Place {
    /// Before everything.
    pub const START: Self = Self { cursor: EventCursor::START, entries: None };

    /// The event behind which reading begins: the one before, if a part of its own is still to come.
    fn begin(&self) -> EventId {
        if self.entries.is_some() { self.cursor.id.before() } else { self.cursor.id }
    }
}

/// Writes the event's cursor, and behind a colon how many of its entries there were.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entries {
            None => write!(f, "{}", self.cursor),
            Some(entries) => write!(f, "{}:{entries}", self.cursor),
        }
    }
}

impl FromStr for Place {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let Some((cursor, entries)) = text.split_once(':') else {
            return Ok(Self { cursor: text.parse()?, entries: None });
        };
        let is_plain = (1..=6).contains(&entries.len()) && entries.bytes().all(|byte| byte.is_ascii_digit());
        let entries = entries.parse().ok().filter(|_| is_plain).ok_or(InvalidEventId)?;
        Ok(Self { cursor: cursor.parse()?, entries: Some(entries) })
    }
}

/// A transaction of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its event.
    pub cursor: EventCursor,
    /// The transaction.
    pub transaction: Transaction,
    /// How many of its entries were given before.
    pub given: usize,
}

/// An export along the feed, as far as it has come.
#[derive(Debug, Clone)]
pub struct FeedExport {
    place: Place,
    end: i64,
}

impl FeedExport {
    /// An export of what has happened by now, behind `after`.
    pub async fn begin(feed: &dyn Feed, after: Place) -> Result<Result<Self, StaleCursor>, StoreError> {
        // What has just happened may have no position yet.
        feed.sequence().await?;
        Self::begin_late(feed, after).await
    }

    /// The same of a copy of the store, which gives no positions: of what has one there.
    pub async fn begin_late(feed: &dyn Feed, after: Place) -> Result<Result<Self, StaleCursor>, StoreError> {
        let end = feed.head().await?;
        let found = after.cursor.find_in(feed).await?;
        Ok(found.map(|cursor| Self { place: Place { cursor, ..after }, end }))
    }

    /// The feed's position at which it ends.
    pub fn end(&self) -> i64 {
        self.end
    }

    /// Where it has come to.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The next transactions that fit, perhaps none of some that were looked at; `None` at the end.
    pub async fn next(
        &mut self,
        feed: &dyn Feed,
        filter: &TransactionFilter,
    ) -> Result<Option<Vec<Exported>>, StoreError> {
        let mut events = feed.read_events(self.place.begin(), READ_MAX).await?;
        events.retain(|event| event.id.position <= self.end);
        let Some(last) = events.last().map(EventCursor::from) else { return Ok(None) };
        let before = std::mem::replace(&mut self.place, Place { cursor: last, entries: None });
        let fitting = events.into_iter().filter_map(|event| exported(event, before));
        Ok(Some(fitting.filter(|it| filter.matches(&it.transaction)).collect()))
    }
}

fn exported(event: Event, before: Place) -> Option<Exported> {
    let cursor = EventCursor::from(&event);
    let given = before.entries.filter(|_| event.id == before.cursor.id).unwrap_or(0);
    match event.what {
        Happening::Transaction(transaction) => Some(Exported { cursor, transaction: *transaction, given }),
        Happening::Change(_) => None,
    }
}

/// Which entries of a transaction; nothing named is nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntryFilter {
    /// Of whose wallets.
    pub owner: Option<OwnerId>,
    /// Of which asset.
    pub asset: Option<AssetCode>,
}

impl Exported {
    /// Those of its entries that fit and were not given before, each with its place.
    pub fn entries<'e>(&'e self, filter: &'e EntryFilter) -> impl Iterator<Item = (Place, ShownEntry<'e>)> {
        let fits = |entry: &ShownEntry<'_>| {
            filter.owner.as_ref().is_none_or(|owner| entry.owner == owner)
                && filter.asset.as_ref().is_none_or(|asset| entry.asset == asset)
        };
        let entries = self.transaction.shown_entries().enumerate().skip(self.given);
        entries.filter(move |(_, entry)| fits(entry)).map(|(index, entry)| {
            let entries = Some(index + 1);
            (Place { cursor: self.cursor, entries }, entry)
        })
    }
}

/// An export of wallets, as far as it has come.
#[derive(Debug, Clone)]
pub struct WalletExport {
    filter: WalletFilter,
    place: Option<WalletPlace>,
    is_over: bool,
}

impl WalletExport {
    /// An export of those that fit, behind `after`.
    pub fn begin(filter: WalletFilter, after: Option<WalletPlace>) -> Self {
        Self { filter, place: after, is_over: false }
    }

    /// Where it has come to; none before the first.
    pub fn place(&self) -> Option<&WalletPlace> {
        self.place.as_ref()
    }

    /// The next wallets that fit, perhaps none of some that were looked at; `None` at the end.
    pub async fn next(&mut self, store: &dyn Search) -> Result<Option<Vec<Wallet>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let search = WalletSearch { filter: self.filter.clone(), after: self.place.clone(), limit: WALLETS_MAX };
        let Found { found, next } = store.search_wallets(&search).await?;
        self.is_over = next.is_none();
        let last = found.last();
        let behind = last.map(|it| WalletPlace { owner: it.owner.clone(), asset: Some(it.asset.clone()) });
        self.place = next.or(behind).or(self.place.take());
        Ok(Some(found))
    }
}

#[cfg(test)]
mod tests {
    use wallet_domain::testing::{MemoryLedger, asset_named, bonus, mint, owner};
    use wallet_domain::{Ledger, Registry};

    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written_and_nothing_else_is_one() {
        for text in ["0.0", "12.3", "12.3.9f86d081", "12.3.9f86d081:2"] {
            assert_eq!(text.parse::<Place>().expect(text).to_string(), text);
        }
        for bad in ["", "12", "12.3:", "12.3:x", "12.3:+1", "12.3:1234567", "12.3:1:1", "a.b"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }

    async fn ledger() -> MemoryLedger {
        let store = MemoryLedger::default();
        store.create_asset(&asset_named("GEMS")).await.expect("memory works");
        for name in ["anna", "bert"] {
            store.open_wallet(&owner(name), &asset_named("GEMS").code).await.expect("memory works");
        }
        store.execute(&[mint("GEMS", 100, "supply")]).await.expect("memory works");
        for (name, key) in [("anna", "one"), ("bert", "two"), ("anna", "three")] {
            store.execute(&[bonus(name, "GEMS", 5, key)]).await.expect("memory works");
        }
        store
    }

    async fn rows(store: &MemoryLedger, after: Place, filter: &EntryFilter) -> Vec<String> {
        let mut export = FeedExport::begin(store, after).await.expect("memory works").expect("it is there");
        let mut rows = Vec::new();
        while let Some(found) = export.next(store, &TransactionFilter::default()).await.expect("memory works") {
            let entries = found.iter().flat_map(|it| it.entries(filter));
            rows.extend(entries.map(|(place, entry)| format!("{place} {} {}", entry.owner, entry.amount)));
        }
        rows
    }

    #[tokio::test]
    async fn an_export_goes_on_behind_each_of_its_rows() {
        let store = ledger().await;
        let all = EntryFilter::default();
        let whole = rows(&store, Place::START, &all).await;
        assert_eq!(whole.len(), 8);
        for (index, row) in whole.iter().enumerate() {
            let place = row.split(' ').next().expect("a place").parse().expect("it was given");
            assert_eq!(rows(&store, place, &all).await, whole[index + 1..], "{row}");
        }
        let of_anna = EntryFilter { owner: Some(owner("anna")), ..all };
        let found = rows(&store, Place::START, &of_anna).await;
        assert_eq!(found, whole.iter().filter(|row| row.contains("anna")).cloned().collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn what_is_booked_meanwhile_is_the_next_exports() {
        let store = ledger().await;
        let mut export = FeedExport::begin(&store, Place::START).await.expect("memory works").expect("it is there");
        store.execute(&[bonus("anna", "GEMS", 5, "four")]).await.expect("memory works");
        let mut count = 0;
        while let Some(found) = export.next(&store, &TransactionFilter::default()).await.expect("memory works") {
            count += found.len();
        }
        assert_eq!((count, export.place().cursor.id.position), (4, export.end()));
        let mut next = FeedExport::begin(&store, export.place()).await.expect("memory works").expect("it is there");
        let found = next.next(&store, &TransactionFilter::default()).await.expect("memory works").expect("one");
        assert_eq!(found[0].transaction.command.key().as_str(), "four");
        let foreign = "3.0.00000000".parse().expect("a place");
        assert!(FeedExport::begin(&store, foreign).await.expect("memory works").is_err());
    }

    #[tokio::test]
    async fn wallets_come_once_each_and_go_on_behind_any() {
        let store = ledger().await;
        let mut export = WalletExport::begin(WalletFilter::default(), None);
        let mut wallets = Vec::new();
        while let Some(found) = export.next(&store).await.expect("memory works") {
            wallets.extend(found);
        }
        let names = |wallets: &[Wallet]| wallets.iter().map(|it| it.owner.to_string()).collect::<Vec<_>>();
        assert_eq!(names(&wallets), ["anna", "bert", "system:issuance", "system:revenue", "system:treasury"]);
        let after = WalletPlace { owner: owner("bert"), asset: Some(asset_named("GEMS").code) };
        let mut rest = WalletExport::begin(WalletFilter::default(), Some(after));
        let found = rest.next(&store).await.expect("memory works").expect("some");
        assert_eq!(names(&found), names(&wallets[2..]));
    }
}
