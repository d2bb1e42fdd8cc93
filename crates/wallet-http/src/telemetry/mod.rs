//! The log on standard error; `repeats` bounds it.

mod repeats;

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

use crate::config::{InvalidSettings, LogFormat, LogSettings};
use repeats::Repeats;

/// The `info` lines of these add nothing to ours. A directive in `log.level` overrides this.
const QUIET: &str = "actix_server=warn,actix_http=warn,refinery_core=warn";

/// Whether this process's log is JSON.
static JSON: AtomicBool = AtomicBool::new(false);

/// Whether standard error has one JSON object a line.
pub(crate) fn writes_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Starts the log. A second start in one process leaves the first.
pub fn start_log(settings: &LogSettings) -> Result<(), InvalidSettings> {
    let filter = parse_level(&settings.level)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let repeats = Repeats::default();
    let started = match settings.format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).finish().with(repeats.clone()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).finish().with(repeats.clone()).try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
        return Ok(());
    }
    repeats.run();
    if settings.format == LogFormat::Json {
        JSON.store(true, Ordering::Relaxed);
        std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    }
    Ok(())
}

/// Reads `log.level`: a level, or directives such as `info,wallet_postgres=debug`.
pub(crate) fn parse_level(level: &str) -> Result<EnvFilter, InvalidSettings> {
    // A word alone would be taken for a module's name, and silence everything else.
    let no_word_alone = level.split(',').all(|part| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok());
    let filter = EnvFilter::builder().parse(format!("{QUIET},{level}")).ok().filter(|_| no_word_alone);
    filter.ok_or_else(|| {
        InvalidSettings::new(format!(
            "log.level is {level:?} and must be error, warn, info, debug, trace, or a list such as \
             info,wallet_postgres=debug"
        ))
    })
}
