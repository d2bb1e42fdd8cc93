//! The `wallet` program: run to its end, or as a server that its own handle stops.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::PATIENCE;
use crate::http::{self, Request, Response};
use crate::run::{self, Failure, could_not_start};

/// How many lines of a log are kept.
const LINES_MAX: usize = 60;

/// An empty folder, removed when it is dropped.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A program of this workspace, built by the same cargo command as this one.
pub fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("this program has a path");
    let folder = here.parent().expect("it is in a folder");
    let is_below = folder.ends_with("deps") || folder.ends_with("examples");
    let folder = if is_below { folder.parent().expect("a target folder") } else { folder };
    folder.join(name).with_extension(std::env::consts::EXE_EXTENSION)
}

/// The `wallet` that `WALLET_BIN` names.
pub fn named() -> Option<PathBuf> {
    std::env::var_os("WALLET_BIN").map(PathBuf::from)
}

/// The same, or one built now with the profile `dev` or `release`.
pub fn named_or_built(profile: &str) -> Result<PathBuf, Failure> {
    if let Some(named) = named() {
        return Ok(std::path::absolute(named)?);
    }
    let package = ["--package", "wallet-http", "--bin", "wallet"];
    run::check(run::cargo()?.args(["build", "--quiet", "--profile", profile]).args(package))?;
    let debug = built("wallet");
    if profile == "dev" {
        return Ok(debug);
    }
    let target = debug.parent().and_then(Path::parent).expect("it is in a folder of the target folder");
    Ok(target.join(profile).join("wallet"))
}

/// The `wallet` that was built, in `folder`, with the settings of this test and no others.
pub fn wallet(folder: &Path, arguments: &[&str]) -> Command {
    wallet_at(&built("wallet"), folder, arguments)
}

/// The same with a `wallet` of another place.
pub fn wallet_at(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let is_setting = name.to_str().is_some_and(|name| {
            name.starts_with("WALLET__") || matches!(name, "DATABASE_URL" | "HOST" | "PORT" | "WALLET_TEST_SHARDS")
        });
        if is_setting {
            command.env_remove(name);
        }
    }
    command
}

/// The same command behind a launcher, which becomes the program.
pub fn launched(launcher: &[&str], command: &Command) -> Command {
    let (first, rest) = launcher.split_first().expect("a launcher has a name");
    let mut behind = Command::new(first);
    behind.args(rest).arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    behind.current_dir(command.get_current_dir().expect("every command here has a folder"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => behind.env(name, value),
            None => behind.env_remove(name),
        };
    }
    behind
}

/// How a run ended and what it printed.
pub struct Done {
    /// The exit code; none after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Done {
    /// The one line on standard error of a run that ended with `code`.
    #[track_caller]
    pub fn complaint(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        let line = self.stderr.trim_end();
        assert!(!line.is_empty() && !line.contains('\n'), "one line, and not: {line}");
        line
    }

    /// Standard output of a run that went well.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Done {
    let output = command.output().unwrap_or_else(|error| panic!("{}", could_not_start(command, &error)));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The latest lines of a log, shared by whoever writes and reads it.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<VecDeque<String>>>);

impl Log {
    /// Adds a line.
    pub fn push(&self, line: String) {
        let mut lines = self.lines();
        if lines.len() == LINES_MAX {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// The lines that are kept, each with its end.
    pub fn latest(&self) -> String {
        self.lines().iter().fold(String::new(), |text, line| text + line + "\n")
    }

    fn lines(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads lines in a thread, so that the writing process never waits.
pub fn read_lines(stream: impl Read + Send + 'static, mut take: impl FnMut(String) + Send + 'static) -> JoinHandle<()> {
    std::thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).for_each(&mut take))
}

/// A process whose standard output is read; dropping it kills it.
pub struct Process {
    child: Child,
    stdout: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts a program and hears its standard error line by line.
    pub fn hear(command: &mut Command, hear: impl FnMut(String) + Send + 'static) -> Result<Self, Failure> {
        let mut process = Self::spawn(command, Stdio::piped())?;
        process.readers.push(read_lines(process.child.stderr.take().expect("it was piped just now"), hear));
        Ok(process)
    }

    /// Starts a program whose standard error goes elsewhere.
    pub fn spawn(command: &mut Command, stderr: Stdio) -> Result<Self, Failure> {
        let spawned = command.stdout(Stdio::piped()).stderr(stderr).spawn();
        let mut child = spawned.map_err(|error| could_not_start(command, &error))?;
        let (sender, stdout) = channel();
        let out = read_lines(child.stdout.take().expect("it was piped just now"), move |line| {
            // A test that has seen enough no longer listens.
            let _ = sender.send(line);
        });
        Ok(Self { child, stdout, readers: vec![out] })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The address that a server says it listens on, `127.0.0.1:PORT`; none if it has ended.
    pub fn address(&self) -> Option<String> {
        let line = self.next_line()?;
        Some(line.strip_prefix("listening on http://").expect("the first line says where").to_owned())
    }

    /// The next line of standard output; none at its end.
    pub fn next_line(&self) -> Option<String> {
        self.stdout.recv_timeout(PATIENCE).ok()
    }

    /// Standard output to its end, which is the process's.
    pub fn rest_of_output(&self) -> Vec<String> {
        rest(&self.stdout)
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends `SIGTERM`, which asks for an end in good order.
    pub fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        assert!(asked.expect("kill starts").success());
    }

    /// Waits for the end, and for the last line that the process wrote.
    pub fn wait(&mut self) -> ExitStatus {
        let status = self.child.wait().expect("the child is ours");
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        status
    }

    /// Ends the process with `SIGKILL`.
    pub fn kill(&mut self) {
        // It may have ended long since.
        let _ = self.child.kill();
        self.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// All that is still to come.
fn rest(lines: &Receiver<String>) -> Vec<String> {
    std::iter::from_fn(|| match lines.recv_timeout(PATIENCE) {
        Ok(line) => Some(line),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("the server does not end"),
    })
    .collect()
}

/// A `wallet serve` that is killed when the test is over, however that ends.
pub struct Server {
    process: Process,
    stderr: Receiver<String>,
    /// What was read of standard error so far.
    pub log: String,
    /// `127.0.0.1:PORT`.
    pub address: String,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        Self::try_start(command).unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// The same for those who say what went wrong.
    pub fn try_start(command: &mut Command) -> Result<Self, Failure> {
        let mut server = Self::spawn(command)?;
        let Some(address) = server.process.address() else {
            return Err(Failure::new(format!("the server did not start:\n{}", server.rest_of_log())));
        };
        server.address = address;
        Ok(server)
    }

    /// Starts a process that may be no server for long.
    pub fn spawn(command: &mut Command) -> Result<Self, Failure> {
        let (sender, stderr) = channel();
        let process = Process::hear(command, move |line| {
            // A test that has seen enough no longer listens.
            let _ = sender.send(line);
        })?;
        Ok(Self { process, stderr, log: String::new(), address: String::new() })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Standard output to its end, which is the process's.
    pub fn rest_of_output(&self) -> Vec<String> {
        self.process.rest_of_output()
    }

    /// Reads the log up to the line that holds `text`.
    pub fn wait_for_log(&mut self, text: &str) {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text:?} in:\n{}", self.log));
            self.log.extend([line.as_str(), "\n"]);
            if line.contains(text) {
                return;
            }
        }
    }

    /// Sends `SIGTERM`, which asks for an end in good order.
    pub fn terminate(&self) {
        self.process.terminate();
    }

    /// Waits for the end that something else has asked for. Answers the whole log with it.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let log = self.rest_of_log();
        (self.process.wait(), log)
    }

    fn rest_of_log(&mut self) -> String {
        let rest = rest(&self.stderr);
        let mut log = std::mem::take(&mut self.log);
        log.extend(rest.iter().flat_map(|line| [line.as_str(), "\n"]));
        log
    }

    /// A connection to the server.
    pub fn connect(&self) -> TcpStream {
        http::connect(&self.address)
    }

    /// Sends a request on a connection of its own.
    pub fn send(&self, request: &Request) -> Response {
        request.send(&self.address)
    }

    /// The status and the JSON of a GET.
    pub fn get(&self, path: &str) -> (u16, Value) {
        self.send(&Request::get(path)).into_json()
    }

    /// The same with an API key.
    pub fn get_with(&self, path: &str, key: &str) -> (u16, Value) {
        self.send(&Request::get(path).header("Authorization", &format!("Bearer {key}"))).into_json()
    }

    /// The status and the JSON of a POST under an idempotency key.
    pub fn post(&self, path: &str, key: &str, body: &str) -> (u16, Value) {
        self.send(&Request::post(path, body).key(key)).into_json()
    }

    /// The balance of an owner, by `/wallet/balance`.
    pub fn balance(&self, owner: &str, asset: &str) -> i64 {
        let (status, body) = self.get(&format!("/wallet/balance/{owner}?asset={asset}"));
        assert_eq!(status, 200, "{body}");
        body["balance"].as_i64().expect("a number")
    }
}

/// A line of `/proc/PID/status` in KiB: `VmRSS:` is the memory of a process now, `VmHWM:` the most it ever had.
pub fn memory_kib(pid: u32, line: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|found| found.strip_prefix(line)?.trim().strip_suffix(" kB")?.parse().ok())
}

/// The processor time of a process and its descendants, also of those that have ended and were waited for.
pub fn processor_time(pid: u32) -> Option<Duration> {
    let own = times(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?, 4)?;
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let children: Vec<u32> = threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<_>>())
        .collect();
    Some(own + children.into_iter().filter_map(processor_time).sum::<Duration>())
}

/// The processor time of a process's threads of that name.
pub fn thread_time(pid: u32, name: &str) -> Option<Duration> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let stats = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("stat")).ok());
    stats.filter(|stat| stat.contains(&format!(" ({name}) "))).map(|stat| times(&stat, 2)).sum()
}

/// User and system time, and, if four are asked for, the same of children that have ended. The name before them may hold
/// spaces and parentheses.
fn times(stat: &str, count: usize) -> Option<Duration> {
    /// Linux tells times in hundredths of a second, however fast the kernel's own clock ticks.
    const TICK: Duration = Duration::from_millis(10);
    let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(count);
    Some(TICK * fields.map(|ticks| ticks.parse::<u32>().ok()).sum::<Option<u32>>()?)
}
