//! Runs a `wallet` command and measures how long it takes and how much memory it uses at most.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::process::memory_kib;
use harness::run::{Failure, could_not_start, shown};

use super::figures::{figure, mib, micros};

/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// A command that ended well.
pub(super) struct Watched {
    pub(super) seconds: f64,
    pub(super) peak_kib: f64,
    pub(super) printed: String,
}

impl Watched {
    pub(super) fn cells(&self) -> [String; 2] {
        [format!("{:.1} s", self.seconds), mib(self.peak_kib)]
    }
}

/// Runs `command` to its end. If it fails, the failure has its output.
pub(super) fn watched(mut command: Command) -> Result<Watched, Failure> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let began = Instant::now();
    let mut child = command.spawn().map_err(|error| could_not_start(&command, &error))?;
    // VmHWM only grows, so the last look sees the most it held but for what the last milliseconds added.
    let mut peak_kib = 0.0;
    while child.try_wait()?.is_none() {
        peak_kib = memory_kib(child.id(), "VmHWM:").map_or(peak_kib, figure);
        std::thread::sleep(LOOK);
    }
    let seconds = micros(began.elapsed()) / 1e6;
    let output = child.wait_with_output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::new(format!("{} ended with {}:\n{printed}", shown(&command), output.status)));
    }
    Ok(Watched { seconds, peak_kib, printed })
}
