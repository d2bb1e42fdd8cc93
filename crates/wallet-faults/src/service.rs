//! The real `wallet` as a process: started, killed, started again with the same command line, asked whether it is ready.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::{PATIENCE, Verdict};

/// So many lines of the log are shown with a failure.
const LINES_MAX: usize = 60;

/// Where servers of this suite listen: below the ports that outgoing connections are given, so that nobody takes a
/// server's port while it is down.
const PORTS: std::ops::Range<u16> = 10_000..30_000;

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
        self.with_settings(Command::new(&self.program), arguments)
    }

    /// The same with a launcher before it that becomes the program.
    fn launched(&self, launcher: &[&str], arguments: &[&str]) -> Command {
        let Some((first, rest)) = launcher.split_first() else { return self.wallet(arguments) };
        let mut command = Command::new(first);
        command.args(rest).arg(&self.program);
        self.with_settings(command, arguments)
    }

    fn with_settings(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("WALLET__") || matches!(name, "HOST" | "PORT")) {
                command.env_remove(name);
            }
        }
        command.env("DATABASE_URL", &self.database_url).envs(self.settings.iter().map(|(name, value)| (*name, value)));
        command
    }

    /// Runs a command of the program to its end and gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> Verdict<String> {
        let output = self.wallet(arguments).output().map_err(|error| format!("wallet does not start: {error}"))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        Err(format!("wallet {} ended with {}:\n{stdout}{stderr}", arguments.join(" "), output.status))
    }
}

/// What a server has said on standard error.
#[derive(Default)]
struct Log {
    latest: VecDeque<String>,
    /// Lines that no fault may cause: an error, a panic.
    wrong: Vec<String>,
}

/// A server that runs until it is killed, or this is dropped.
pub(crate) struct Service {
    line: CommandLine,
    launcher: &'static [&'static str],
    pub(crate) address: SocketAddr,
    process: Option<Process>,
    log: Arc<Mutex<Log>>,
}

struct Process {
    child: Child,
    stdout: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
}

impl Service {
    /// Starts a server on a port of its own, and waits until it is ready.
    pub(crate) fn start(line: CommandLine, launcher: &'static [&'static str]) -> Verdict<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let mut service = Self { line, launcher, address, process: None, log: Arc::default() };
        service.launch()?;
        service.wait_until_ready()?;
        Ok(service)
    }

    pub(crate) fn line(&self) -> &CommandLine {
        &self.line
    }

    pub(crate) fn pid(&self) -> Verdict<u32> {
        self.process.as_ref().map(|process| process.child.id()).ok_or_else(|| "the server does not run".to_owned())
    }

    /// Ends the process with `SIGKILL`.
    pub(crate) fn kill(&mut self) -> Verdict {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        process.child.kill().and_then(|()| process.child.wait()).map_err(|error| format!("kill: {error}"))?;
        process.join();
        Ok(())
    }

    /// Starts the process with the command line that it always has.
    pub(crate) fn launch(&mut self) -> Verdict {
        let port = self.address.port().to_string();
        let mut child = self
            .line
            .launched(self.launcher, &["serve", "--no-seed", "--port", &port])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.line.program.display()))?;
        let (sender, stdout) = channel();
        let out = read_lines(child.stdout.take().expect("it was piped just now"), move |line| {
            // Whoever knows where the server listens does not wait for more.
            let _ = sender.send(line);
        });
        let log = self.log.clone();
        let err = read_lines(child.stderr.take().expect("it was piped just now"), move |line| note(&log, line));
        self.process = Some(Process { child, stdout, readers: vec![out, err] });
        Ok(())
    }

    /// Waits until the process says that it listens, and then until it is ready.
    pub(crate) fn wait_until_ready(&mut self) -> Verdict<Duration> {
        let began = Instant::now();
        let process = self.process.as_ref().ok_or("the server does not run")?;
        if process.stdout.recv_timeout(PATIENCE).is_err() {
            // Its last words are there once it has ended.
            self.kill()?;
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
        self.process.as_mut().is_some_and(|process| matches!(process.child.try_wait(), Ok(None)))
    }

    /// What it said that no fault may make it say, once.
    pub(crate) fn wrong_lines(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.log).wrong)
    }

    pub(crate) fn latest_lines(&self) -> String {
        lock(&self.log).latest.iter().fold(String::new(), |text, line| text + line + "\n")
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

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended long since.
        let _ = self.kill();
    }
}

impl Process {
    fn join(&mut self) {
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
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

fn lock(log: &Mutex<Log>) -> std::sync::MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(log: &Mutex<Log>, line: String) {
    let mut log = lock(log);
    if line.contains(" ERROR ") || line.contains("panicked") {
        log.wrong.push(line.clone());
    }
    if log.latest.len() == LINES_MAX {
        log.latest.pop_front();
    }
    log.latest.push_back(line);
}

/// Reads lines in a thread, so that a process never waits for this one to read.
pub(crate) fn read_lines(
    stream: impl Read + Send + 'static,
    mut take: impl FnMut(String) + Send + 'static,
) -> JoinHandle<()> {
    std::thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).for_each(&mut take))
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Verdict<u16> {
    (0..100)
        .map(|_| fastrand::u16(PORTS))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| "no port is free".to_owned())
}
