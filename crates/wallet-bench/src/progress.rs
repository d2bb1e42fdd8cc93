//! The line that says how far it is: rewritten in place on a terminal, a line each time elsewhere.

use std::io::{IsTerminal, Write};

/// Where progress is told.
pub(crate) struct Progress {
    quiet: bool,
    in_place: bool,
    told: bool,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, in_place: std::io::stderr().is_terminal(), told: false }
    }

    /// Says nothing.
    pub(crate) fn silent() -> Self {
        Self::new(true)
    }

    pub(crate) fn tell(&mut self, line: &str) {
        if self.quiet {
            return;
        }
        let mut out = std::io::stderr().lock();
        // Whoever reads it may have left, which is no reason to stop.
        let _ = if self.in_place { write!(out, "\r\x1b[K{line}") } else { writeln!(out, "{line}") };
        let _ = out.flush();
        self.told = true;
    }

    /// Tells a line that stays.
    pub(crate) fn keep(&mut self, line: &str) {
        self.tell(line);
        self.end();
    }

    /// Leaves the line as it is.
    pub(crate) fn end(&mut self) {
        if std::mem::take(&mut self.told) && self.in_place {
            let _ = writeln!(std::io::stderr().lock());
        }
    }
}
