//! Reading from standbys (decision 0068): histories, searches, analytics and exports may be read there, a moment late, and are told how late.
//!
//! - `beats` knows where the primary's log was when, so how old is what a standby shows that has come so far.
//! - `gate` is what every read of a standby passes: it shows what the standby had when it was chosen, or fails, and it ends
//!   when the standby falls silent.
//! - `watch` asks the primary and each standby several times a second, on connections of their own.
//! - `verify` proves the ledger by what a standby has, and records that on the primary.
//!
//! ```text
//! primary ── ask_primary ──> beats: at 12:00:00.1 the log was at 0/5000
//! standby ── ask_standby ──> gate:  0/5000 is replayed ──> what was there at 12:00:00.1 is shown
//! ```

mod beats;
mod gate;
mod verify;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use wallet_domain::{StoreError, TransactionId};

use crate::config::{Session, Target};
use crate::sql::FIND_TRANSACTIONS;
use crate::{PgConfig, PgLedger, pool};
use beats::Beats;
pub(crate) use gate::{Gate, position_of};
use watch::Watched;

/// The standbys that a URL names, beside the ledger on their primary.
pub struct PgReplicas {
    primary: Arc<PgLedger>,
    standbys: Vec<Standby>,
    beats: Arc<Beats>,
    lag_max: Duration,
    /// Whose turn it is.
    turn: AtomicUsize,
    /// Ends with this.
    _watching: JoinSet<()>,
}

struct Standby {
    ledger: Arc<PgLedger>,
    gate: Arc<Gate>,
}

/// A standby to read from.
pub struct Replica {
    /// The ledger as it was a moment ago. It takes no writes.
    pub ledger: Arc<PgLedger>,
    /// What was acknowledged longer ago than that is in it.
    pub lag: Duration,
}

/// Why no standby is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReplica {
    /// None can be reached, or none that can follows the primary.
    Unreachable,
    /// All that follow are further behind than they may be.
    Lagging,
    /// None has the transaction yet.
    NotThereYet,
}

impl PgReplicas {
    /// The standbys of `url`, each host of it for itself, that follow the primary of `ledger`. None of them has to be there;
    /// what watches them lives on the current tokio runtime.
    ///
    /// # Errors
    /// A bad URL is refused.
    pub fn watch(ledger: Arc<PgLedger>, url: &str, lag_max: Duration) -> Result<Self, StoreError> {
        let config = PgConfig { url: url.to_owned(), host: None, ..ledger.config.clone() };
        let addresses = Target::new(&config, Session::Service)?.addresses;
        let beats = Arc::new(Beats::default());
        let mut watching = JoinSet::new();
        watching.spawn(watch::primary(ledger.pool.clone(), beats.clone()));
        let mut standbys = Vec::new();
        for (host, address) in addresses.iter().enumerate() {
            let config = PgConfig { host: Some(host), ..config.clone() };
            let gate = Arc::new(Gate::default());
            let pool = pool::pool(&config, &ledger.engine, Some(gate.clone()))?;
            let (gate, beats, address) = (gate.clone(), beats.clone(), address.to_string());
            watching.spawn(watch::standby(Watched { pool: pool.clone(), gate: gate.clone(), beats, address }));
            let standby = PgLedger::on(pool, ledger.engine.clone(), config, ledger.clock.clone());
            // Where the stripes of treasury and revenue are.
            let known = &ledger.lanes;
            standby.lanes.note_lanes(known.lanes(), known.layout(), known.shards());
            standbys.push(Standby { ledger: Arc::new(standby), gate });
        }
        Ok(Self { primary: ledger, standbys, beats, lag_max, turn: AtomicUsize::new(0), _watching: watching })
    }

    /// A standby that is no further behind than it may be, and that has the transaction if one is named: another one each
    /// time, if there are several.
    ///
    /// # Errors
    /// Why there is none; then the primary is to be asked.
    pub async fn choose(&self, newer_than: Option<TransactionId>) -> Result<Replica, NoReplica> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut why = NoReplica::Unreachable;
        for index in 0..self.standbys.len() {
            let standby = &self.standbys[first.wrapping_add(index) % self.standbys.len()];
            let Some(lag) = self.lag_of(standby) else { continue };
            if lag > self.lag_max {
                why = why.or(NoReplica::Lagging);
                continue;
            }
            let Some(id) = newer_than else { return Ok(Replica { ledger: standby.ledger.clone(), lag }) };
            match standby.ledger.has_transaction(id).await {
                Ok(true) => return Ok(Replica { ledger: standby.ledger.clone(), lag }),
                Ok(false) => why = why.or(NoReplica::NotThereYet),
                Err(error) => tracing::debug!(%error, "a standby did not say whether it has a transaction"),
            }
        }
        Err(why)
    }

    /// How far a standby is behind, at most; none if it does not follow the primary as far as anybody knows.
    fn lag_of(&self, standby: &Standby) -> Option<Duration> {
        let timeline = standby.gate.timeline().filter(|timeline| self.beats.timeline() == Some(*timeline))?;
        // One that is behind all that is known of the primary is late by nobody knows how much.
        Some(self.beats.age(timeline, standby.gate.position()).unwrap_or(Duration::MAX))
    }
}

impl NoReplica {
    /// The reason that says more: whoever is nearer to an answer.
    fn or(self, other: Self) -> Self {
        if self == Self::NotThereYet { self } else { other }
    }
}

impl PgLedger {
    /// Whether a transaction can be seen here, posted or refused.
    async fn has_transaction(&self, id: TransactionId) -> Result<bool, StoreError> {
        let rows = self.read(FIND_TRANSACTIONS, &[&vec![id.shard_key()], &vec![id.as_uuid()]]).await?;
        Ok(!rows.is_empty())
    }
}
