//! `wallet events`: prints everything that happened, an event a line, and goes on as more happens.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use wallet_domain::{
    Event, EventCursor, EventTypes, Feed, InvalidEventId, OwnerId, StaleCursor, StoreError, StoreErrorKind,
};

use super::filter::part;
use super::serve::stop_signal;
use super::{Failure, complain, note};
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::store::{Store, StoreUrl};

/// How many events one read brings.
const READ_MAX: usize = 500;
/// How often a feed that has ended is looked at again.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);
/// The first wait for a store that cannot be reached, and the longest.
const RETRY_MIN: Duration = Duration::from_millis(250);
const RETRY_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet events                                  everything that ever happened
  wallet events --follow --after now | shipper   what happens from now on
  wallet events --follow --after 1204.0.9f86d081 go on behind an event that was printed before
  wallet events --types 'spend.*,hold.expired' --owner user_001

Each line is an event as GET /v1/events tells it, the oldest first. A reader that keeps the `cursor` of the last line that it
has taken in goes on there with --after. With --follow a store that cannot be reached is tried again and again. SIGTERM and
Ctrl-C end it between two lines.")]
pub(super) struct Options {
    /// Wait for more at the end, until a signal comes
    #[arg(long)]
    follow: bool,
    /// Behind which event: its cursor, or `now` for the end
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Of which types: names and prefixes with commas between
    #[arg(long, value_name = "TYPES")]
    types: Option<String>,
    /// Those that are this owner's, or move something of this owner's
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
}

/// Which events are printed.
struct Wanted {
    types: EventTypes,
    owner: Option<OwnerId>,
}

impl Wanted {
    fn covers(&self, event: &Event) -> bool {
        self.types.cover(event.event_type()) && self.owner.as_ref().is_none_or(|owner| event.concerns(owner))
    }
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let types = part("types", options.types.as_deref(), str::parse)?.unwrap_or(EventTypes::ALL);
    let wanted = Wanted { types, owner: part("owner", options.owner.as_deref(), OwnerId::new)? };
    let after = match options.after.as_deref() {
        None => Some(EventCursor::START),
        Some("now") => None,
        Some(text) => Some(text.parse().map_err(|why: InvalidEventId| bad_after(&why))?),
    };
    let store = Store::open(url, settings).await?;
    let stopped = stop_signal().map_err(|error| Failure::Failed(format!("signals cannot be heard: {error}")))?;
    let (feed, wanted) = (&*store.feed, &wanted);
    let printing = Printing { feed, wanted, after, has_begun: false, follow: options.follow, outage: None };
    let told = tokio::select! {
        told = printing.run() => told,
        () = stopped => Ok(()),
    };
    match told {
        // The reader has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Output(error)) => Err(Failure::Failed(format!("the output cannot be written: {error}"))),
        Err(Stop::Store(error)) => Err(Failure::Failed(error.to_string())),
        Err(Stop::Stale(why)) => Err(bad_after(&why).into()),
        Err(Stop::SetBack(why)) => Err(Failure::Failed(why.to_string())),
        Ok(()) => Ok(()),
    }
}

fn bad_after(why: &dyn std::fmt::Display) -> InvalidSettings {
    InvalidSettings::new(format!("--after: {why}"))
}

enum Stop {
    Store(StoreError),
    Output(io::Error),
    /// There is no such event.
    Stale(StaleCursor),
    /// There was, and the store was set back meanwhile.
    SetBack(StaleCursor),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// How far the feed was printed.
struct Printing<'a> {
    feed: &'a dyn Feed,
    wanted: &'a Wanted,
    /// Behind which event it goes on; behind the end if there is none.
    after: Option<EventCursor>,
    has_begun: bool,
    follow: bool,
    /// How long the store is waited for, while it cannot be reached.
    outage: Option<Duration>,
}

impl Printing<'_> {
    /// Prints to the end; or without an end, and then a store that cannot be reached is waited for.
    async fn run(mut self) -> Result<(), Stop> {
        loop {
            match self.print().await {
                Err(Stop::Store(error)) if self.follow && may_pass(error.kind) => self.wait(&error).await,
                printed => return printed,
            }
        }
    }

    /// Says once that the store is away, and waits: each time twice as long, up to a bound.
    async fn wait(&mut self, error: &StoreError) {
        if self.outage.is_none() {
            complain(&format!("{error}: it is tried again until a signal comes"));
        }
        let wait = self.outage.map_or(RETRY_MIN, |before| (2 * before).min(RETRY_MAX));
        self.outage = Some(wait);
        tokio::time::sleep(wait).await;
    }

    async fn print(&mut self) -> Result<(), Stop> {
        let feed = self.feed;
        feed.sequence().await?;
        let stale = if self.has_begun { Stop::SetBack } else { Stop::Stale };
        let mut after = match self.after {
            Some(cursor) => cursor.find_in(feed).await?.map_err(stale)?,
            None => EventCursor::end_of(feed).await?,
        };
        (self.after, self.has_begun) = (Some(after), true);
        if self.outage.take().is_some() {
            note("wallet: the store is there again");
        }
        loop {
            let events = feed.read_events(after.id, READ_MAX).await?;
            let Some(last) = events.last() else {
                if !self.follow {
                    return Ok(());
                }
                tokio::time::sleep(LOOK_INTERVAL).await;
                feed.sequence().await?;
                continue;
            };
            after = EventCursor::from(last);
            let mut lines = Vec::new();
            for event in events.iter().filter(|event| self.wanted.covers(event)) {
                lines.extend(wire::to_json(&wire::Event::from(event)));
                lines.push(b'\n');
            }
            // Whole lines: a signal is heard between two pages.
            let mut out = io::stdout().lock();
            out.write_all(&lines)?;
            out.flush()?;
            self.after = Some(after);
        }
    }
}

/// Whether the same may work later.
fn may_pass(kind: StoreErrorKind) -> bool {
    match kind {
        StoreErrorKind::Unavailable | StoreErrorKind::Busy | StoreErrorKind::Unknown => true,
        StoreErrorKind::Refused | StoreErrorKind::Corrupt => false,
    }
}
