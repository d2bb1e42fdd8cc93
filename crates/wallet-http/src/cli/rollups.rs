//! `wallet rollups`: how far the figures of days are, and folding them anew.

use std::sync::Arc;
use std::time::Instant;

use clap::{Args, Subcommand};
use wallet_domain::rollup::RollupState;
use wallet_service::jobs::rollups::rebuild;

use super::progress::ProgressLine;
use super::{Failure, say};
use crate::config::Settings;
use crate::store::{Store, StoreUrl};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet rollups show
  WALLET__ANALYTICS__ZONE=Europe/Berlin wallet rollups rebuild     days of another time zone

A server folds what happens into the figures of days by itself. A rebuild folds the whole feed again, in the zone and with the
labels of the settings; give the server the same. It may run beside servers. What is read stays as it was until all of it is
folded, and changes at once then. If it is stopped in the middle, nothing has changed: run it again, it begins anew.")]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show how far they are, and in which time zone
    Show,
    /// Fold the whole feed again, and put the result in their place
    Rebuild,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let store = Store::open(url, settings).await?;
    let failed = |error: &dyn std::fmt::Display| Failure::Failed(format!("{url}: {error}"));
    match options.action {
        Action::Show => {
            let state = store.rollups.find_rollup_state().await.map_err(|error| failed(&error))?;
            let head = store.feed.head().await.map_err(|error| failed(&error))?;
            say(&shown(state.as_ref(), head));
            if let Some(begun) = store.rollups.find_rebuild().await.map_err(|error| failed(&error))? {
                let (position, zone) = (begun.mark.event.position, &begun.terms.zone);
                say(&format!(
                    "rebuild   begun, position {position} of {head}, zone {zone}: if none runs, run it again"
                ));
            }
        }
        Action::Rebuild => {
            let (began, line) = (Instant::now(), Arc::new(ProgressLine::new()));
            let terms = settings.analytics.terms()?;
            let rebuilt = rebuild(store.rollups.clone(), store.feed.clone(), terms, &*line).await;
            line.end();
            let state = rebuilt.map_err(|error| failed(&error))?;
            let head = store.feed.head().await.map_err(|error| failed(&error))?;
            say(&shown(Some(&state), head));
            say(&format!("folded in {:.1} s", began.elapsed().as_secs_f64()));
        }
    }
    Ok(())
}

fn shown(state: Option<&RollupState>, head: i64) -> String {
    let Some(state) = state else {
        return "there are no rollups yet: a server folds them, or `wallet rollups rebuild`".to_owned();
    };
    let position = state.mark.event.position;
    let at = state.at.map_or_else(String::new, |at| format!(", which happened at {at}"));
    let day = state.day.map_or_else(
        || "no day has begun".to_owned(),
        |day| format!("{day} is not over, and the days before it are final"),
    );
    format!(
        "zone      {}\nlabels    {}\nposition  {position} of {head} of the feed{at}\ndays      {day}",
        state.terms.zone, state.terms.labels
    )
}
