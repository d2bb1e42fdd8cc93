//! What handlers ask of where keys, approvals and webhooks are kept.

use std::future::Future;

use tokio::sync::SemaphorePermit;
use wallet_domain::StoreError;
use wallet_domain::access::{ApiKeys, Approvals};
use wallet_service::WebhookAdmin;

use super::App;
use crate::http::deadline::within;
use crate::http::problem::{Code, Problem};

impl App {
    /// Asks where approvals are kept; fails if it takes too long.
    pub(crate) async fn ask_approvals<'a, T, F>(
        &'a self,
        ask: impl FnOnce(&'a dyn Approvals) -> F,
    ) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        let none = || Problem::new(Code::StoreUnavailable, "This store has no approvals.");
        within(self.limits.read_timeout, ask(self.ports.approvals.as_deref().ok_or_else(none)?)).await
    }

    /// Asks where API keys are kept; fails if it takes too long.
    pub(crate) async fn ask_keys<'a, T, F>(&'a self, ask: impl FnOnce(&'a dyn ApiKeys) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, StoreError>> + 'a,
    {
        within(self.limits.read_timeout, ask(&*self.ports.keys)).await
    }

    /// What administers webhooks and alerts.
    pub(crate) fn webhooks(&self) -> Result<&WebhookAdmin, Problem> {
        let none = || Problem::new(Code::StoreUnavailable, "This store has no webhooks.");
        self.ports.webhooks.as_ref().ok_or_else(none)
    }

    /// A place among those who ping; none if there are too many.
    pub(crate) fn ping_place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let many =
            |_| Problem::new(Code::Overloaded, "Too many webhooks are pinged at the moment. Try again in a moment.");
        self.pings.try_acquire().map_err(many)
    }
}
