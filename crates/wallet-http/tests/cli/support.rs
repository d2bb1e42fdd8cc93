//! Running the binary: to its end, or as a server that is stopped by its own handle.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything takes on a busy machine: a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// An empty folder, to run the binary in.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The binary in that folder, with the settings of this test and no others.
pub(crate) fn wallet(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wallet"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let ours = name
            .to_str()
            .is_some_and(|name| name.starts_with("WALLET__") || matches!(name, "DATABASE_URL" | "HOST" | "PORT"));
        if ours {
            command.env_remove(name);
        }
    }
    command
}

/// How a run ended and what it printed.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    /// The one line on standard error of a run that ended with `code`.
    #[track_caller]
    pub(crate) fn complaint(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        let line = self.stderr.trim_end();
        assert!(!line.is_empty() && !line.contains('\n'), "one line, and not: {line}");
        line
    }

    /// Standard output of a run that went well.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }
}

/// Runs the binary to its end.
pub(crate) fn run(command: &mut Command) -> Done {
    let output = command.output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A server that is killed when the test is over, however that ends.
pub(crate) struct Server {
    pub(crate) child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
    /// What was read of standard error so far.
    pub(crate) log: String,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Server {
    /// Starts a server and waits until it says where it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut server = Self::spawn(command);
        let Ok(line) = server.stdout.recv_timeout(PATIENCE) else {
            panic!("the server did not start:\n{}", server.rest_of_log());
        };
        line.strip_prefix("listening on http://").expect("the first line says where").clone_into(&mut server.address);
        server
    }

    /// Starts a process whose output is read.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let (stdout, out) = lines(child.stdout.take().expect("it was piped just now"));
        let (stderr, err) = lines(child.stderr.take().expect("it was piped just now"));
        Self { child, stdout, stderr, readers: vec![out, err], log: String::new(), address: String::new() }
    }

    /// Reads standard output to its end, which is the process's.
    pub(crate) fn rest_of_output(&self) -> Vec<String> {
        std::iter::from_fn(|| match self.stdout.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the server does not end"),
        })
        .collect()
    }

    /// Reads the log up to the line that holds `text`.
    pub(crate) fn wait_for_log(&mut self, text: &str) {
        loop {
            let line = self.stderr.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no {text:?} in:\n{}", self.log));
            self.log.push_str(&line);
            self.log.push('\n');
            if line.contains(text) {
                return;
            }
        }
    }

    /// Sends `SIGTERM`, which asks for an end in good order.
    pub(crate) fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill starts").success());
    }

    /// Waits for the end, which something else has asked for.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let log = self.rest_of_log();
        (self.child.wait().expect("the child is ours"), log)
    }

    /// Reads standard error to its end, which is the process's.
    fn rest_of_log(&mut self) -> String {
        loop {
            match self.stderr.recv_timeout(PATIENCE) {
                Ok(line) => self.log.extend([line.as_str(), "\n"]),
                Err(RecvTimeoutError::Disconnected) => return std::mem::take(&mut self.log),
                Err(RecvTimeoutError::Timeout) => panic!("the server does not end:\n{}", self.log),
            }
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect_to(&self.address)
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    /// A GET with an API key.
    pub(crate) fn get_with(&self, path: &str, key: &str) -> (u16, Value) {
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        self.ask(&format!("{head}Authorization: Bearer {key}\r\n\r\n"))
    }

    pub(crate) fn post(&self, path: &str, key: &str, body: &str) -> (u16, Value) {
        post_to(&self.address, path, key, body)
    }

    fn ask(&self, request: &str) -> (u16, Value) {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the server reads");
        answer(stream)
    }

    /// What an owner holds, by `/wallet/balance`.
    pub(crate) fn balance(&self, owner: &str, asset: &str) -> i64 {
        let (status, body) = self.get(&format!("/wallet/balance/{owner}?asset={asset}"));
        assert_eq!(status, 200, "{body}");
        body["balance"].as_i64().expect("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended long since.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
    }
}

fn connect_to(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server accepts");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout above zero");
    stream
}

/// A POST to the server of an address, from any thread.
pub(crate) fn post_to(address: &str, path: &str, key: &str, body: &str) -> (u16, Value) {
    let mut stream = connect_to(address);
    let request = format!("{}{body}", post_head(path, key, body.len()));
    stream.write_all(request.as_bytes()).expect("the server reads");
    answer(stream)
}

/// The head of a request with a body of `length` bytes, on a connection that ends with the answer.
pub(crate) fn post_head(path: &str, key: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// The status and the JSON of an answer on a connection that ends with it.
pub(crate) fn answer(mut stream: TcpStream) -> (u16, Value) {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, serde_json::from_str(body).expect("JSON"))
}

/// Reads lines in a thread, so that the process never waits for the test to read.
fn lines(stream: impl Read + Send + 'static) -> (Receiver<String>, JoinHandle<()>) {
    let (sender, receiver) = channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            // A test that has seen enough no longer listens.
            let _ = sender.send(line);
        }
    });
    (receiver, reader)
}
