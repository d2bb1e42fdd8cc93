//! Asking the primary and the standbys where they are, several times a second.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::types::PgLsn;
use uuid::Uuid;

use super::beats::{Beats, Timeline};
use super::gate::{Gate, position_of, unfit};
use crate::error::{Failure, Step};
use crate::pool::{Beside, Pool};
use crate::rows;
use crate::sql::{ASK_PRIMARY, ASK_STANDBY, FIND_TIMELINE, INSERT_TIMELINE};
use crate::tx;

/// The pause between two questions. No answer is told to be younger than the latest question.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a question may take until a standby counts as silent. What is being read there is then read from the primary.
const SILENCE: Duration = Duration::from_secs(1);
/// The pause before somebody who could not be asked is asked again.
const AGAIN: Duration = Duration::from_millis(250);

/// Asks the primary for as long as this is polled.
pub(super) async fn primary(pool: Pool, beats: Arc<Beats>) {
    let mut told = String::new();
    loop {
        let Err(failure) = ask_primary(&pool, &beats).await;
        tell(&mut told, &failure, "where the primary's log is cannot be asked, so nothing is read from standbys");
        sleep(AGAIN).await;
    }
}

async fn ask_primary(pool: &Pool, beats: &Beats) -> Result<Infallible, Failure> {
    let beside = Beside::of(pool).await?;
    let mut timeline: Option<Timeline> = None;
    while !beside.is_overtaken() {
        let at = Instant::now();
        let rows = within(tx::read(&beside.client, ASK_PRIMARY, &[])).await?;
        let row = rows.first().ok_or_else(|| Failure::corrupt("a position without a row"))?;
        let (position, number): (PgLsn, i32) = (rows::get(row, "position")?, rows::get(row, "timeline")?);
        let known = match timeline.filter(|timeline| timeline.number == number) {
            Some(known) => known,
            None => Timeline { number, name: within(name_of(&beside, number)).await? },
        };
        timeline = Some(known);
        beats.note(known, at, position.into());
        sleep(PAUSE).await;
    }
    Err(unfit("another primary was promoted"))
}

/// The name of a timeline, which it gets from the first who asks.
async fn name_of(beside: &Beside, number: i32) -> Result<Uuid, Failure> {
    loop {
        let rows = tx::read(&beside.client, FIND_TIMELINE, &[&number]).await?;
        if let Some(row) = rows.first() {
            return rows::get(row, "name");
        }
        tx::write(&beside.client, INSERT_TIMELINE, &[&number]).await?;
    }
}

/// A standby that is watched.
pub(super) struct Watched {
    pub(super) pool: Pool,
    pub(super) gate: Arc<Gate>,
    pub(super) beats: Arc<Beats>,
    pub(super) address: String,
}

/// Asks a standby for as long as this is polled.
pub(super) async fn standby(watched: Watched) {
    let mut told = String::new();
    loop {
        let Err(failure) = watched.ask(&mut told).await;
        watched.gate.note(None, 0);
        // Those that nobody uses may lead nowhere any more, and each would cost a statement's time.
        watched.pool.retain(|_, _| false);
        watched.measure(None);
        tell(&mut told, &failure, &format!("nothing is read from the standby {}", watched.address));
        sleep(AGAIN).await;
    }
}

impl Watched {
    async fn ask(&self, told: &mut String) -> Result<Infallible, Failure> {
        let beside = Beside::of(&self.pool).await?;
        loop {
            let timeline = self.beats.timeline();
            let number = timeline.map(|timeline| timeline.number);
            let rows = within(tx::read(&beside.client, ASK_STANDBY, &[&number])).await?;
            let row = rows.first().ok_or_else(|| Failure::corrupt("a position without a row"))?;
            let (position, name) = (position_of(row)?, rows::get::<Option<Uuid>>(row, "name")?);
            match timeline {
                // Nobody knows yet what it would have to follow.
                None => self.gate.note(None, 0),
                Some(timeline) if name == Some(timeline.name) => {
                    self.gate.note(Some(timeline), position);
                    self.measure(self.beats.age(timeline, position));
                    if !told.is_empty() || number.is_none() {
                        told.clear();
                        tracing::info!("the standby {} follows the primary, and is read from", self.address);
                    }
                }
                Some(_) => return Err(unfit("it does not follow the primary, or is far behind it")),
            }
            sleep(PAUSE).await;
        }
    }

    /// How far it is behind, in seconds; infinite if nobody knows.
    fn measure(&self, lag: Option<Duration>) {
        let lag = lag.map_or(f64::INFINITY, |lag| lag.as_secs_f64());
        metrics::gauge!("wallet_standby_lag_seconds", "standby" => self.address.clone()).set(lag);
    }
}

/// Bounds a question.
async fn within<T>(asked: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    timeout(SILENCE, asked).await.unwrap_or_else(|_| Err(Failure::of_silence(&Step::Connect)))
}

/// Logs a failure, if it is another one than the one before.
fn tell(told: &mut String, failure: &Failure, what: &str) {
    let why = failure.error.to_string();
    if *told != why {
        tracing::warn!("{what}: {why}");
        *told = why;
    }
}
