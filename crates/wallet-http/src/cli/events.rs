//! `wallet events`: prints everything that happened, an event a line, and goes on as more happens.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use wallet_domain::{Event, EventCursor, EventTypes, Feed, InvalidEventId, OwnerId, StoreError};

use super::Failure;
use super::filter::part;
use super::serve::stop_signal;
use crate::config::{InvalidSettings, Settings};
use crate::http::wire;
use crate::store::{Store, StoreUrl};

/// How many events one read brings.
const READ_MAX: usize = 500;
/// How often a feed that has ended is looked at again.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet events                                  everything that ever happened
  wallet events --follow --after now | shipper   what happens from now on
  wallet events --follow --after 1204.0          go on behind an event that was printed before
  wallet events --types 'spend.*,hold.expired' --owner user_001

Each line is an event as GET /v1/events tells it, the oldest first. A reader that keeps the `id` of the last line that it
has taken in goes on there with --after. SIGTERM and Ctrl-C end it between two lines.")]
pub(super) struct Options {
    /// Wait for more at the end, until a signal comes
    #[arg(long)]
    follow: bool,
    /// Behind which event: its id, or `now` for the end
    #[arg(long, value_name = "ID")]
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
    let told = tokio::select! {
        told = print_all(&*store.feed, &wanted, after, options.follow) => told,
        () = stopped => Ok(()),
    };
    match told {
        // The reader has seen enough.
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Output(error)) => Err(Failure::Failed(format!("the output cannot be written: {error}"))),
        Err(Stop::Store(error)) => Err(Failure::Failed(error.to_string())),
        Err(Stop::Stale(why)) => Err(bad_after(&why).into()),
        Ok(()) => Ok(()),
    }
}

fn bad_after(why: &dyn std::fmt::Display) -> InvalidSettings {
    InvalidSettings::new(format!("--after: {why}"))
}

enum Stop {
    Store(StoreError),
    Output(io::Error),
    Stale(wallet_domain::StaleCursor),
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

/// Prints what is behind `after`, or behind the end.
async fn print_all(feed: &dyn Feed, wanted: &Wanted, after: Option<EventCursor>, follow: bool) -> Result<(), Stop> {
    feed.sequence().await?;
    let mut after = match after {
        Some(cursor) => cursor.find_in(feed).await?.map_err(Stop::Stale)?.id,
        None => EventCursor::end_of(feed).await?.id,
    };
    loop {
        let events = feed.read_events(after, READ_MAX).await?;
        let Some(last) = events.last() else {
            if !follow {
                return Ok(());
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
            feed.sequence().await?;
            continue;
        };
        after = last.id;
        let mut lines = Vec::new();
        for event in events.iter().filter(|event| wanted.covers(event)) {
            lines.extend(wire::to_json(&wire::Event::from(event)));
            lines.push(b'\n');
        }
        // Whole lines: a signal is heard between two pages.
        let mut out = io::stdout().lock();
        out.write_all(&lines)?;
        out.flush()?;
    }
}
