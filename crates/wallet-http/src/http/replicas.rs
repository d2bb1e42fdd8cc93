//! Copies of the store that answer histories, searches, analytics and exports a moment late, and how an answer tells that.
//!
//! A read that may be late goes to a copy that is late within bounds, and has the transaction that the caller names. If there is
//! none, or if it fails, the store itself answers, and nobody is told of it but the metrics. What a copy does not know (404)
//! is asked of the store itself, too: it may be new.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use async_trait::async_trait;
use tokio::time::timeout;
use wallet_domain::{Feed, Rollups, Search, Snapshots, TransactionId, Wallets};

use super::extract::NewerThan;
use super::metrics::count_late_read;
use super::problem::{Code, Problem};

/// A response, or the problem that it becomes.
type Answer = Result<HttpResponse, Problem>;

/// Says how late an answer may be.
const LAG: HeaderName = HeaderName::from_static("wallet-read-lag-ms");

/// What reads are asked of.
#[derive(Clone)]
pub struct Source {
    /// The read side.
    pub wallets: Arc<dyn Wallets>,
    /// Searches across owners.
    pub search: Arc<dyn Search>,
    /// Who holds what.
    pub snapshots: Arc<dyn Snapshots>,
    /// What has happened; none if the store has no feed.
    pub feed: Option<Arc<dyn Feed>>,
    /// The figures of days; none if the store keeps none.
    pub rollups: Option<Arc<dyn Rollups>>,
}

impl Source {
    /// All of it in one store.
    pub fn of<S: Wallets + Search + Snapshots + Feed + Rollups + 'static>(store: &Arc<S>) -> Self {
        Self {
            wallets: store.clone(),
            search: store.clone(),
            snapshots: store.clone(),
            feed: Some(store.clone()),
            rollups: Some(store.clone()),
        }
    }

    /// The feed.
    pub(super) fn feed(&self) -> Result<&dyn Feed, Problem> {
        let none = || Problem::new(Code::StoreUnavailable, "This store has no feed of events.");
        self.feed.as_deref().ok_or_else(none)
    }

    /// The figures of days.
    pub(super) fn rollups(&self) -> Result<&dyn Rollups, Problem> {
        let none = || Problem::new(Code::StoreUnavailable, "This store keeps no figures of days.");
        self.rollups.as_deref().ok_or_else(none)
    }
}

/// A copy of the store.
pub struct Replica {
    /// What it is asked by.
    pub source: Source,
    /// What was acknowledged longer ago than that is in it.
    pub lag: Duration,
}

/// Copies of the store.
#[async_trait]
pub trait Replicas: Send + Sync {
    /// A copy that is no later than it may be and has the transaction, if one is named; or why there is none, in a word for
    /// the metrics. MUST answer soon, whatever has become of the copies.
    async fn choose(&self, newer_than: Option<TransactionId>) -> Result<Replica, &'static str>;
}

/// Answers from a copy, if one may; else from the store itself.
pub(super) async fn answer(
    primary: &Source,
    replicas: Option<&dyn Replicas>,
    newer_than: NewerThan,
    patience: Duration,
    ask: impl AsyncFn(&Source) -> Answer,
) -> Answer {
    if let Some(replicas) = replicas {
        let by_replica = timeout(patience, by_replica(replicas, newer_than, &ask)).await;
        match by_replica.unwrap_or(Err("failed")) {
            Ok((answer, lag)) => {
                count_late_read("answered");
                return told(answer, lag);
            }
            Err(why) => count_late_read(why),
        }
    }
    told(ask(primary).await, Duration::ZERO)
}

async fn by_replica(
    replicas: &dyn Replicas,
    newer_than: NewerThan,
    ask: &impl AsyncFn(&Source) -> Answer,
) -> Result<(Answer, Duration), &'static str> {
    let Replica { source, lag } = replicas.choose(newer_than.0).await?;
    match ask(&source).await {
        Err(problem) if problem.code().status() == 404 => Err("not_found"),
        Err(problem) if problem.code().status() >= 500 => {
            tracing::debug!(%problem, "a read of a standby failed");
            Err("failed")
        }
        answer => Ok((answer, lag)),
    }
}

/// Rounded up: 0 is the store itself.
fn told(answer: Answer, lag: Duration) -> Answer {
    let lag = HeaderValue::from(u64::try_from(lag.as_micros().div_ceil(1000)).unwrap_or(u64::MAX));
    let mut response = answer?;
    response.headers_mut().insert(LAG, lag);
    Ok(response)
}
