//! Which of the URL's hosts a connection is made to, and that making it has an end.
//!
//! - **Every host is asked at once**, each for as long as a connection may take: one that is dead, or only says nothing,
//!   costs nothing while another fits.
//! - **The newest timeline wins.** A promotion begins a new one; a primary that was frozen meanwhile and wakes up is of an
//!   older one. Whoever has seen the newer one does not go back, and who fits first waits a moment for the others.
//! - With a single host nothing is asked: it is taken as it is, unless the URL wants something of it.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_postgres::config::Host;
use tokio_postgres::{Client, SimpleQueryMessage};
use wallet_domain::StoreErrorKind;

use crate::config::{Address, Target};
use crate::error::{Failure, Remedy, Step};
use crate::url::Wanted;

/// How long the first host that fits waits for the answers of the others.
const GRACE: Duration = Duration::from_millis(250);

/// A connection and the task that drives it.
pub(crate) struct Made {
    pub(crate) client: Client,
    pub(crate) driver: JoinHandle<()>,
    /// The timeline of the primary behind it, where several hosts were asked.
    pub(crate) timeline: Option<u32>,
}

impl Made {
    /// Ends the session, and waits until it has ended.
    pub(crate) async fn end(self) {
        let Self { client, driver, .. } = self;
        drop(client);
        // How it ended does not matter.
        let _ = driver.await;
    }
}

/// The newest timeline that a primary was seen on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Newest(Arc<AtomicU32>);

impl Newest {
    fn note(&self, timeline: u32) {
        self.0.fetch_max(timeline, Ordering::AcqRel);
    }

    /// Whether a newer one was seen.
    pub(crate) fn is_beyond(&self, timeline: Option<u32>) -> bool {
        timeline.is_some_and(|timeline| timeline < self.0.load(Ordering::Acquire))
    }
}

/// What a host is at the moment.
struct Standing {
    is_standby: bool,
    is_read_only: bool,
    timeline: Option<u32>,
}

impl Standing {
    /// How well it fits: the more the better. Or why it does not.
    fn rank(&self, wanted: Wanted) -> Result<u8, &'static str> {
        let only = |fits: bool, otherwise| if fits { Ok(0) } else { Err(otherwise) };
        match wanted {
            Wanted::Any => Ok(0),
            Wanted::Primary => only(!self.is_standby, "is a standby"),
            Wanted::ReadWrite => only(!self.is_read_only, "takes no writes"),
            Wanted::ReadOnly => only(self.is_read_only, "takes writes"),
            Wanted::Standby => only(self.is_standby, "is a primary"),
            Wanted::PreferStandby => Ok(u8::from(self.is_standby)),
        }
    }
}

/// Makes a connection to the host that fits.
pub(crate) async fn connect(target: &Target, newest: &Newest) -> Result<Made, Failure> {
    match &target.addresses[..] {
        [only] if target.wanted == Wanted::Any => open(target, only).await,
        _ => choose(target, newest).await,
    }
}

/// Opens a connection to one host, within the time that it may take.
async fn open(target: &Target, address: &Address) -> Result<Made, Failure> {
    let mut config = target.config.clone();
    match &address.host {
        Some(Host::Tcp(host)) => config.host(host),
        Some(Host::Unix(path)) => config.host_path(path),
        None => &mut config,
    };
    if let Some(at) = address.at {
        config.hostaddr(at);
    }
    config.port(address.port);
    // Boxed, as it is large.
    let Ok(connected) = timeout(target.patience, Box::pin(config.connect(target.tls.clone()))).await else {
        return Err(Failure::of_silence(&Step::Connect));
    };
    let (client, connection) = connected.map_err(|error| Failure::of(&Step::Connect, error))?;
    let driver = tokio::spawn(async move {
        // Whoever uses the connection gets an error of its own; this one adds why.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a database connection ended");
        }
    });
    Ok(Made { client, driver, timeline: None })
}

/// Asks every host and takes the one that fits best.
async fn choose(target: &Target, newest: &Newest) -> Result<Made, Failure> {
    let mut looks = JoinSet::new();
    for address in target.addresses.iter().cloned() {
        let target = target.clone();
        looks.spawn(async move {
            let looked = look(&target, &address).await;
            (address, looked)
        });
    }
    let mut best: Option<(u8, Made)> = None;
    let mut refusals = Vec::new();
    let mut until = Instant::now() + target.patience * 2;
    while let Ok(Some(looked)) = timeout_at(until, looks.join_next()).await {
        let (address, looked) = looked.expect("a look does not panic, and nobody aborts it");
        match looked {
            Err(failure) => {
                let why = failure.error.source().map_or_else(|| failure.error.to_string(), ToString::to_string);
                refusals.push((address, failure.remedy, why));
            }
            Ok((made, standing)) => match standing.rank(target.wanted) {
                Err(why) => refusals.push((address, Remedy::Reconnect, why.to_owned())),
                Ok(_) if newest.is_beyond(made.timeline) => {
                    let why = "was a primary before another was promoted".to_owned();
                    refusals.push((address, Remedy::Reconnect, why));
                }
                Ok(rank) => {
                    until = until.min(Instant::now() + GRACE);
                    let is_better = best
                        .as_ref()
                        .is_none_or(|(other, made_before)| (rank, made.timeline) > (*other, made_before.timeline));
                    if is_better {
                        best = Some((rank, made));
                    }
                }
            },
        }
    }
    match best {
        Some((_, made)) => {
            newest.note(made.timeline.unwrap_or_default());
            Ok(made)
        }
        None => Err(nobody(&refusals)),
    }
}

/// Opens a connection to a host, and asks what it is.
async fn look(target: &Target, address: &Address) -> Result<(Made, Standing), Failure> {
    let mut made = open(target, address).await?;
    let standing = timeout(target.patience, ask(&made.client)).await;
    let standing = standing.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))?;
    made.timeline = standing.timeline;
    Ok((made, standing))
}

async fn ask(client: &Client) -> Result<Standing, Failure> {
    const STANDING: &str = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";
    // The first eight digits of a file of the log. Of a standby it is an error, and so it is where there is no such file.
    const TIMELINE: &str = "SELECT pg_walfile_name(pg_current_wal_lsn())";
    let values = ask_for(client, STANDING).await.map_err(|error| Failure::of(&Step::Connect, error))?;
    let is = |index: usize| values.get(index).is_some_and(|value| value == "t");
    let (is_standby, is_read_only) = (is(0), is(1));
    let mut timeline = None;
    if !is_standby {
        let file = ask_for(client, TIMELINE).await.unwrap_or_default();
        timeline = file.first().and_then(|file| u32::from_str_radix(file.get(..8)?, 16).ok());
    }
    Ok(Standing { is_standby, is_read_only, timeline })
}

/// The values of the one row that a query answers. It is sent without preparing it.
pub(crate) async fn ask_for(client: &Client, query: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let messages = client.simple_query(query).await?;
    let row = messages.into_iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let values = row.map(|row| (0..row.len()).map(|index| row.get(index).unwrap_or_default().to_owned()).collect());
    Ok(values.unwrap_or_default())
}

/// The failure that none of the hosts fits.
fn nobody(refusals: &[(Address, Remedy, String)]) -> Failure {
    let told: Vec<String> = refusals.iter().map(|(address, _, why)| format!("{address}: {why}")).collect();
    // One that may be another in a moment is worth another try.
    let may_change = refusals.iter().any(|(_, remedy, _)| *remedy == Remedy::Reconnect);
    let remedy = if may_change || refusals.is_empty() { Remedy::Reconnect } else { Remedy::GiveUp };
    Failure::new(remedy, StoreErrorKind::Unavailable, format!("no host of the URL fits: {}", told.join("; ")))
}
