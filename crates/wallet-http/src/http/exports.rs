//! Exports on their way: reads the next rows and writes them as lines, for answers and for the command line alike.

use wallet_domain::{Feed, OwnerId, Search, StoreError, TransactionFilter, Wallet, WalletFilter, WalletPlace};
use wallet_service::scan::export::{EntryFilter, FeedExport, WalletExport};

use super::extract::{LedgerMark, Listing, WalletCursor};
use super::problem::Problem;
use super::wire::export::{ExportFormat, ExportLines, ExportOf, Mark};

/// What is read, as far as it has come.
pub(crate) enum Walk {
    /// Transactions that fit.
    Transactions { export: FeedExport, filter: Box<TransactionFilter> },
    /// Entries that fit, of transactions within a time.
    Entries { export: FeedExport, when: Box<TransactionFilter>, filter: EntryFilter },
    /// Wallets that fit.
    Wallets { export: WalletExport, listing: Listing },
}

impl Walk {
    /// Wallets that fit, behind a cursor.
    pub(crate) fn of_wallets(ledger: LedgerMark, filter: WalletFilter, after: Option<&str>) -> Result<Self, Problem> {
        // A cursor of `GET /v1/wallets` with the same filters is good for it, too.
        let listing = Listing::of(ledger, &("wallets", &filter));
        let after = after.map(|text| WalletCursor::decode(text, listing)).transpose()?;
        Ok(Self::Wallets { export: WalletExport::begin(filter, after.map(|cursor| cursor.0)), listing })
    }

    /// What it is about.
    pub(crate) fn of(&self) -> ExportOf {
        match self {
            Self::Transactions { .. } => ExportOf::Transactions,
            Self::Entries { .. } => ExportOf::Entries,
            Self::Wallets { .. } => ExportOf::Wallets,
        }
    }

    /// The feed's position at which it ends; none of wallets.
    pub(crate) fn end(&self) -> Option<i64> {
        match self {
            Self::Transactions { export, .. } | Self::Entries { export, .. } => Some(export.end()),
            Self::Wallets { .. } => None,
        }
    }

    /// The feed's position at which it is.
    pub(crate) fn position(&self) -> Option<i64> {
        match self {
            Self::Transactions { export, .. } | Self::Entries { export, .. } => Some(export.place().cursor.id.position),
            Self::Wallets { .. } => None,
        }
    }

    /// The cursor of the place that it has come to; none before the first wallet.
    fn cursor(&self) -> Option<String> {
        match self {
            Self::Transactions { export, .. } | Self::Entries { export, .. } => Some(export.place().to_string()),
            Self::Wallets { export, listing } => {
                export.place().map(|place| WalletCursor(place.clone()).encode(*listing))
            }
        }
    }
}

/// An export: a walk with the lines that are ready.
pub(crate) struct Export {
    walk: Walk,
    lines: ExportLines,
    is_over: bool,
}

impl Export {
    /// One that begins.
    pub(crate) fn begin(walk: Walk, format: ExportFormat) -> Self {
        let lines = ExportLines::begin(walk.of(), format);
        Self { walk, lines, is_over: false }
    }

    /// One of which so many rows are there.
    pub(crate) fn go_on(walk: Walk, format: ExportFormat, rows: u64) -> Self {
        let lines = ExportLines::go_on(walk.of(), format, rows);
        Self { walk, lines, is_over: false }
    }

    /// Reads on, by one short read. At the end the last line says so.
    pub(crate) async fn read(&mut self, feed: &dyn Feed, search: &dyn Search) -> Result<(), StoreError> {
        let Self { walk, lines, .. } = self;
        let found = match walk {
            Walk::Transactions { export, filter } => {
                export.next(feed, filter).await?.map(|it| lines.add_transactions(&it))
            }
            Walk::Entries { export, when, filter } => {
                export.next(feed, when).await?.map(|it| lines.add_entries(&it, filter))
            }
            Walk::Wallets { export, listing } => {
                let cursor_of = |wallet: &Wallet| cursor_behind(wallet, *listing);
                export.next(search).await?.map(|it| lines.add_wallets(&it, cursor_of))
            }
        };
        if found.is_none() {
            self.is_over = true;
            self.mark(Mark::End);
        }
        Ok(())
    }

    /// Adds a line that says how far it is.
    pub(crate) fn mark(&mut self, mark: Mark) {
        self.lines.add_mark(mark, self.walk.cursor().as_deref());
    }

    /// The lines that are ready; none if there are none.
    pub(crate) fn take(&mut self) -> Option<String> {
        Some(self.lines.take()).filter(|text| !text.is_empty())
    }

    pub(crate) fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// How many rows there were.
    pub(crate) fn rows(&self) -> u64 {
        self.lines.rows()
    }

    pub(crate) fn walk(&self) -> &Walk {
        &self.walk
    }
}

fn cursor_behind(wallet: &Wallet, listing: Listing) -> String {
    let owner: OwnerId = wallet.owner.clone();
    WalletCursor(WalletPlace { owner, asset: Some(wallet.asset.clone()) }).encode(listing)
}
