//! The real `wallet` as a process: started, killed, started again with the same command line, asked whether it is ready.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use harness::cluster::free_port;
use harness::http::Client;
use harness::process::{self, Done, Log, Process};

use crate::{PATIENCE, Verdict};

/// How a server is started, each time in the same way.
#[derive(Debug, Clone)]
pub(crate) struct CommandLine {
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) database_url: String,
    /// Settings, each with its variable.
    pub(crate) settings: Vec<(&'static str, String)>,
}

impl CommandLine {
    /// The program with this command line's store and settings, and no others.
    pub(crate) fn wallet(&self, arguments: &[&str]) -> Command {
        let mut command = process::wallet_at(&self.program, &self.folder, arguments);
        command.env("DATABASE_URL", &self.database_url).envs(self.settings.iter().map(|(name, value)| (*name, value)));
        command
    }

    /// Runs a command of the program to its end and gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> Verdict<String> {
        let Done { code, stdout, stderr } = process::run(&mut self.wallet(arguments));
        if code == Some(0) {
            return Ok(stdout);
        }
        Err(format!("wallet {} ended with {code:?}:\n{stdout}{stderr}", arguments.join(" ")))
    }
}

/// A server that runs until it is killed, or this is dropped.
pub(crate) struct Service {
    line: CommandLine,
    launcher: &'static [&'static str],
    pub(crate) address: SocketAddr,
    process: Option<Process>,
    log: Log,
    /// Lines that no fault may cause: an error, a panic.
    wrong: Arc<Mutex<Vec<String>>>,
}

impl Service {
    /// Starts a server on a port of its own, and waits until it is ready.
    pub(crate) fn start(line: CommandLine, launcher: &'static [&'static str]) -> Verdict<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let mut service = Self { line, launcher, address, process: None, log: Log::default(), wrong: Arc::default() };
        service.launch()?;
        service.wait_until_ready()?;
        Ok(service)
    }

    pub(crate) fn line(&self) -> &CommandLine {
        &self.line
    }

    pub(crate) fn pid(&self) -> Verdict<u32> {
        self.process.as_ref().map(Process::id).ok_or_else(|| "the server does not run".to_owned())
    }

    /// Ends the process with `SIGKILL`.
    pub(crate) fn kill(&mut self) {
        drop(self.process.take());
    }

    /// Starts the process with the command line that it always has.
    pub(crate) fn launch(&mut self) -> Verdict {
        let port = self.address.port().to_string();
        let mut command = self.line.wallet(&["serve", "--no-seed", "--port", &port]);
        if !self.launcher.is_empty() {
            command = process::launched(self.launcher, &command);
        }
        let (log, wrong) = (self.log.clone(), self.wrong.clone());
        self.process = Some(Process::hear(&mut command, move |line| {
            if [" ERROR ", "panicked", "internal_error"].iter().any(|wrong| line.contains(wrong)) {
                wrong.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
            }
            log.push(line);
        })?);
        Ok(())
    }

    /// Waits until the process says that it listens, and then until it is ready.
    pub(crate) fn wait_until_ready(&mut self) -> Verdict<Duration> {
        let began = Instant::now();
        let process = self.process.as_ref().ok_or("the server does not run")?;
        if process.address().is_none() {
            // Its last words are there once it has ended.
            self.kill();
            return Err(format!("the server does not start:\n{}", self.latest_lines()));
        }
        self.wait_until_recovered()?;
        Ok(began.elapsed())
    }

    /// Waits until a server that was not touched says that it is ready.
    pub(crate) fn wait_until_recovered(&mut self) -> Verdict<Duration> {
        wait_until_ready(self.address).map_err(|error| format!("{error}\n{}", self.latest_lines()))
    }

    /// Whether the process still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(Process::is_running)
    }

    /// What it said that no fault may make it say, once.
    pub(crate) fn wrong_lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.wrong.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn latest_lines(&self) -> String {
        self.log.latest()
    }

    /// Proves the invariants by the real command, and that nothing up to the heads of last time was changed or removed.
    pub(crate) fn verify(&self) -> Verdict {
        let heads = self.line.folder.join("heads.json");
        let heads = heads.to_str().ok_or("the folder's name is text")?;
        let known: &[&str] = if Path::new(heads).exists() { &["verify", "--head", heads] } else { &["verify"] };
        let told = self.line.run(known)?;
        if !told.ends_with("every invariant holds\n") {
            return Err(told);
        }
        fs::write(heads, self.line.run(&["head"])?).map_err(|error| format!("{heads}: {error}"))
    }
}

/// Waits until a server says that it is ready, and says how long that took.
pub(crate) fn wait_until_ready(address: SocketAddr) -> Verdict<Duration> {
    let began = Instant::now();
    let mut client = Client::new(address, PATIENCE);
    loop {
        let answer = client.get("/health/ready");
        match answer {
            Ok(answer) if answer.status == 200 => return Ok(began.elapsed()),
            answer if began.elapsed() > PATIENCE => {
                return Err(format!("the server is not ready after {} s: {answer:?}", PATIENCE.as_secs()));
            }
            // It cannot tell when it will be.
            _ => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}
