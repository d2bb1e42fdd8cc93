//! What handlers ask about figures that were made before.

use std::future::Future;

use wallet_domain::{Snapshots, StoreError, Zone};

use super::App;
use crate::http::deadline::within;
use crate::http::problem::Problem;
use crate::http::replicas::Source;

impl App {
    /// The zone of the days of figures.
    pub(crate) fn zone(&self) -> &Zone {
        &self.limits.zone
    }

    /// Asks a source who holds what; fails if it takes too long.
    pub(crate) async fn snapshots<'a, T, F>(
        &self,
        source: &'a Source,
        ask: impl FnOnce(&'a dyn Snapshots) -> F,
    ) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*source.snapshots)).await
    }

    /// The record of the latest verification; fails if reading it takes too long.
    pub(crate) async fn last_verification(&self) -> Result<Option<wallet_domain::VerificationRecord>, Problem> {
        within(self.limits.read_timeout, self.ports.verifier.last_verification()).await
    }
}
