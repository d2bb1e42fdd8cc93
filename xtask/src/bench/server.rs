//! A Wallet server of our own, and what it keeps in memory.
//!
//! A guard process starts it and stops it by its pid at the end of a pipe that only we hold, so also after Ctrl-C or
//! a kill of this one.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use harness::run::{Failure, could_not_start};

use super::http::Client;

/// The guard's whole script: `$@` is the server. As many files as the system allows, for 1,024 connections.
const GUARD: &str = r#"
ulimit -n "$(ulimit -Hn)" 2>/dev/null
"$@" </dev/null &
pid=$!
trap '' INT TERM HUP
echo "pid $pid"
# What the server prints ends with the server, not with this.
exec >/dev/null
cat >/dev/null
kill -TERM "$pid" 2>/dev/null
tries=450
while [ "$tries" -gt 0 ] && grep -q '^State:[[:space:]]*[^Z[:space:]]' "/proc/$pid/status" 2>/dev/null; do
    sleep 0.1
    tries=$((tries - 1))
done
kill -KILL "$pid" 2>/dev/null
"#;

/// How long a start may take, a large store's migration and recovery included.
const START_MAX: Duration = Duration::from_mins(2);

/// A server that runs until this is dropped.
pub(crate) struct Server {
    guard: Child,
    pid: u32,
    pub(crate) url: String,
    /// From its start until it called itself ready.
    pub(super) ready_after: Duration,
}

impl Server {
    /// Starts `command`, `wallet serve --port 0` with its store in the environment, and waits until it is ready.
    pub(crate) fn start(command: &Command, log: &Path) -> Result<Self, Failure> {
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => guard.env(name, value),
                None => guard.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            guard.current_dir(folder);
        }
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut child = guard.spawn().map_err(|error| could_not_start(&guard, &error))?;
        let printed = child.stdout.take().expect("it was piped just now");
        // From here on the guard stops the server, whatever happens.
        let mut server = Self { guard: child, pid: 0, url: String::new(), ready_after: Duration::ZERO };
        server.wait(printed).map_err(|failure| {
            let log = fs::read_to_string(log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(5).collect();
            Failure::new(format!("{failure}\n{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n")))
        })?;
        Ok(server)
    }

    fn wait(&mut self, printed: impl std::io::Read) -> Result<(), Failure> {
        let mut lines = BufReader::new(printed).lines();
        let mut next = || lines.next().transpose()?.ok_or_else(|| Failure::new("the server ended before it listened"));
        let first = next()?;
        let began = Instant::now();
        let pid = first.strip_prefix("pid ").and_then(|pid| pid.parse().ok());
        self.pid = pid.ok_or_else(|| Failure::new(format!("the server's guard said {first:?}")))?;
        let second = next()?;
        let url = second.strip_prefix("listening on ");
        url.ok_or_else(|| Failure::new(format!("the server said {second:?}")))?.clone_into(&mut self.url);
        while !Client::connect(&self.url)?.get("/health/ready").is_ok_and(|answer| answer.status == 200) {
            if began.elapsed() > START_MAX {
                return Err(Failure::new("the server does not become ready"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.ready_after = began.elapsed();
        Ok(())
    }

    /// What it holds in memory now, in KiB.
    pub(super) fn resident_kib(&self) -> Option<f64> {
        resident_kib(self.pid, "VmRSS:")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: the server with pid {} may still run: {error}", self.pid);
        }
    }
}

/// A line of `/proc/PID/status` in KiB: `VmRSS:` is what a process holds now, `VmHWM:` the most it ever held.
pub(super) fn resident_kib(pid: u32, line: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|found| found.strip_prefix(line)?.trim().strip_suffix(" kB")?.parse().ok())
}
