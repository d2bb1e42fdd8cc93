//! Bounds how often a warning or an error is logged: a full disk must not be filled by the lines about it.
//!
//! A kind is a line of the code and, if there is one, a `code`. A window lets the first [`LINES_MAX`] lines of each kind
//! through and counts the others; one line at the window's end says how many those were.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::callsite::Identifier;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// How many lines of a kind a window has.
const LINES_MAX: u64 = 20;
/// How long a window lasts.
const WINDOW: Duration = Duration::from_secs(10);

/// A kind of line.
type Kind = (Identifier, Option<Box<str>>);

/// The lines of a kind in this window.
struct Met {
    said: &'static str,
    lines: u64,
}

/// The bound, as a layer of the log.
#[derive(Clone, Default)]
pub(super) struct Repeats(Arc<Mutex<HashMap<Kind, Met>>>);

impl Repeats {
    /// Ends one window after the other, on a thread.
    pub(super) fn run(self) {
        let run = move || {
            loop {
                std::thread::sleep(WINDOW);
                self.end_window();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("log-repeats".into()).spawn(run) {
            tracing::warn!(%error, "of repeated lines only the first are logged");
        }
    }

    /// Logs how many lines were left out, and begins a new window.
    fn end_window(&self) {
        let met = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for ((_, code), Met { said, lines }) in met {
            if let Some(left_out) = lines.checked_sub(LINES_MAX).filter(|count| *count > 0) {
                let code = code.as_deref();
                tracing::warn!(left_out, code, of = said, "lines like those before were left out");
            }
        }
    }
}

impl<S: Subscriber> Layer<S> for Repeats {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let metadata = event.metadata();
        if *metadata.level() > Level::WARN {
            return true;
        }
        let mut code = Code(None);
        event.record(&mut code);
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let met = met.entry((metadata.callsite(), code.0)).or_insert(Met { said: metadata.target(), lines: 0 });
        met.lines += 1;
        met.lines <= LINES_MAX
    }
}

/// The `code` of a line, if it has one.
struct Code(Option<Box<str>>);

impl Visit for Code {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "code" {
            self.0 = Some(value.into());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracing_subscriber::fmt::MakeWriter;
    use tracing_subscriber::prelude::*;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no writer panics").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Lines {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[test]
    fn the_same_is_logged_so_many_times_and_then_counted() {
        let (lines, repeats) = (Lines::default(), Repeats::default());
        let log = tracing_subscriber::fmt().json().with_writer(lines.clone()).finish().with(repeats.clone());
        let fail = |code: Option<&str>| tracing::warn!(code, "answered");
        tracing::subscriber::with_default(log, || {
            for _ in 0..1000 {
                fail(Some("store_unavailable"));
            }
            fail(Some("internal_error"));
            fail(None);
            tracing::error!("another");
            for _ in 0..50 {
                tracing::info!("what is no error");
            }
            repeats.end_window();
            fail(Some("store_unavailable"));
        });
        let text = String::from_utf8(lines.0.lock().expect("no writer panics").clone()).expect("UTF-8");
        let count = |part: &str| text.lines().filter(|line| line.contains(part)).count();
        let answered =
            |code: &str| text.lines().filter(|line| line.contains("answered") && line.contains(code)).count();
        assert_eq!((answered("store_unavailable"), answered("internal_error"), count("another")), (21, 1, 1), "{text}");
        assert_eq!(count("what is no error"), 50);
        assert_eq!((count("left out"), count("\"left_out\":980")), (1, 1), "{text}");
    }
}
