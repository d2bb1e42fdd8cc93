//! `wallet migrate`: says which migrations it applied.

use super::{Failure, say};
use crate::config::Settings;
use crate::store::{self, StoreUrl};

pub(super) async fn run(settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let applied = store::migrate(url, settings).await?;
    if applied.is_empty() {
        say(&format!("{url}: the schema is up to date"));
    }
    for migration in applied {
        say(&format!("{url}: applied {migration}"));
    }
    Ok(())
}
