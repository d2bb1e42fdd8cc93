//! Earlier transactions that a request is about.

use std::collections::HashMap;

use wallet_domain::{Command, Rejection, Transaction, TransactionId};

use crate::http::app::App;
use crate::http::problem::Problem;
use crate::http::wire::Earlier;

/// How many transactions about an earlier one are shown.
pub(super) const ABOUT_MAX: u32 = 1_000;

/// A posted transaction of that kind. It never changes, so a look that is stale when the command is decided is right still.
pub(super) async fn find_earlier(app: &App, id: TransactionId, kind: Earlier) -> Result<Transaction, Problem> {
    let found = app.read(|store| store.find_transaction(id)).await?;
    let fits = |found: &Transaction| found.result.is_ok() && kind.fits(&found.command);
    found.filter(fits).ok_or_else(|| missing_earlier(id, kind))
}

/// The commands of all of these transactions that were posted, of whatever kind.
pub(super) async fn find_all_earlier(
    app: &App,
    ids: Vec<TransactionId>,
) -> Result<HashMap<TransactionId, Command>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = app.read(|store| async move { store.find_transactions(&ids).await }).await?;
    let posted = found.into_iter().filter(|found| found.result.is_ok());
    Ok(posted.map(|found| (found.id(), found.command)).collect())
}

/// The refusal that an earlier transaction is missing.
pub(super) fn missing_earlier(id: TransactionId, kind: Earlier) -> Problem {
    Problem::of_read(&match kind {
        Earlier::Hold => Rejection::HoldNotFound { id },
        Earlier::Transaction => Rejection::TransactionNotFound { id },
    })
}
