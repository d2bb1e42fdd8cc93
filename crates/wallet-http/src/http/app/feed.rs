//! What handlers ask of the feed.

use wallet_domain::{EventId, ledger_mark};
use wallet_service::LiveFeed;

use super::App;
use crate::http::deadline::within;
use crate::http::extract::LedgerMark;
use crate::http::problem::{Code, Problem};

impl App {
    /// The feed.
    pub(crate) fn feed(&self) -> Result<&LiveFeed, Problem> {
        let none = || Problem::new(Code::StoreUnavailable, "This store has no feed of events.");
        self.ports.feed.as_deref().ok_or_else(none)
    }

    /// Whether the feed has anything behind an event.
    pub(crate) async fn has_happened_since(&self, event: EventId) -> Result<bool, Problem> {
        let Some(feed) = &self.ports.feed else { return Ok(false) };
        feed.look().await;
        let events = within(self.limits.read_timeout, feed.feed().read_events(event, 1)).await?;
        Ok(!events.is_empty())
    }

    /// The ledger that is served, as cursors know it. It is read once.
    pub(crate) async fn ledger(&self) -> Result<LedgerMark, Problem> {
        let Some(feed) = &self.ports.feed else { return Ok(LedgerMark::default()) };
        let known = self.ledger.get().copied();
        let mark = match known {
            None => within(self.limits.read_timeout, ledger_mark(feed.feed())).await?,
            known => known,
        };
        // While nothing has happened it is asked again.
        Ok(LedgerMark(mark.inspect(|mark| _ = self.ledger.set(*mark))))
    }
}
