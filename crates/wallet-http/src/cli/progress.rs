//! The line that shows the progress of a long command.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use wallet_domain::proof::{Progress, Watch};

/// A line on standard error with the progress: rewritten on a terminal, elsewhere a new line now and then. A short
/// command shows none.
pub(super) struct ProgressLine {
    is_terminal: bool,
    state: Mutex<Shown>,
}

struct Shown {
    phase: &'static str,
    phase_began: Instant,
    /// When the next line is due.
    due: Instant,
    is_open: bool,
}

const FIRST_LINE_AFTER: Duration = Duration::from_secs(1);
const TERMINAL_PAUSE: Duration = Duration::from_millis(200);
const PLAIN_PAUSE: Duration = Duration::from_secs(5);

impl ProgressLine {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        let shown = Shown { phase: "", phase_began: now, due: now + FIRST_LINE_AFTER, is_open: false };
        Self { is_terminal: std::io::stderr().is_terminal(), state: Mutex::new(shown) }
    }

    /// Ends the line, so that the next output begins on its own line.
    pub(super) fn end(&self) {
        let mut shown = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut shown.is_open) {
            let _ = writeln!(std::io::stderr());
        }
    }
}

impl Watch for ProgressLine {
    fn reached(&self, progress: Progress) {
        let mut shown = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if shown.phase != progress.phase {
            (shown.phase, shown.phase_began) = (progress.phase, now);
        }
        if now < shown.due {
            return;
        }
        let text = progress_text(progress, now - shown.phase_began);
        // The reader of standard error may have stopped reading.
        let _ = if self.is_terminal {
            write!(std::io::stderr(), "\r\x1b[K{}{text}", bar(progress))
        } else {
            writeln!(std::io::stderr(), "{text}")
        };
        shown.is_open = self.is_terminal;
        shown.due = now + if self.is_terminal { TERMINAL_PAUSE } else { PLAIN_PAUSE };
    }
}

fn progress_text(progress: Progress, elapsed: Duration) -> String {
    let Progress { phase, done, total } = progress;
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let per_s = done as f64 / elapsed.as_secs_f64().max(0.001);
    match total.filter(|total| *total > 0) {
        Some(total) => format!("{phase}: {done} of {total} ({} %), {per_s:.0}/s", (100 * done / total).min(100)),
        None => format!("{phase}: {done}, {per_s:.0}/s"),
    }
}

/// A bar of the part that is done, before the text; none if the whole is unknown.
fn bar(Progress { done, total, .. }: Progress) -> String {
    const WIDTH: i64 = 24;
    let Some(total) = total.filter(|total| *total > 0) else { return String::new() };
    let done = usize::try_from(WIDTH * done.clamp(0, total) / total).unwrap_or_default();
    format!("[{:<24}] ", "#".repeat(done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_the_phase_the_share_and_the_rate() {
        let text = |done, total| progress_text(Progress { phase: "entries", done, total }, Duration::from_secs(2));
        assert_eq!(text(50, Some(200)), "entries: 50 of 200 (25 %), 25/s");
        assert_eq!(text(300, Some(200)), "entries: 300 of 200 (100 %), 150/s", "others write meanwhile");
        assert_eq!(text(50, None), "entries: 50, 25/s");
        let bar = |done, total| bar(Progress { phase: "entries", done, total });
        assert_eq!(bar(50, Some(200)), format!("[######{}] ", " ".repeat(18)));
        assert_eq!((bar(300, Some(200)), bar(50, None)), (format!("[{}] ", "#".repeat(24)), String::new()));
    }
}
