//! A Wallet server of the suite's own, ready to be asked.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use harness::http::{Client, Response};
use harness::process::{Process, launched, memory_kib, processor_time, thread_time};
use harness::run::Failure;
use serde_json::Value;

use super::figures::figure;

/// As many files as the system allows, for 1,024 connections. The server ends with the suite, also after a kill.
const LAUNCHER: &[&str] =
    &["sh", "-c", r#"ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec setpriv --pdeathsig TERM -- "$0" "$@""#];
/// The longest start, a large store's migration and recovery included.
const START_MAX: Duration = Duration::from_mins(2);

/// A server that runs until this is dropped.
pub(super) struct Server {
    process: Process,
    pub(super) url: String,
    /// From its start until it called itself ready.
    pub(super) ready_after: Duration,
}

impl Server {
    /// Starts `command`, `wallet serve --port 0` with its store in the environment, and waits until it is ready.
    pub(super) fn start(command: &Command, log: &Path) -> Result<Self, Failure> {
        let began = Instant::now();
        let process = Process::spawn(&mut launched(LAUNCHER, command), File::create(log)?.into())?;
        let Some(address) = process.address() else {
            let log = fs::read_to_string(log)?;
            return Err(Failure::new(format!("the server ended before it listened:\n{log}")));
        };
        let mut server = Self { process, url: format!("http://{address}"), ready_after: Duration::ZERO };
        while get(&mut server.client()?, "/health/ready").is_err() {
            if began.elapsed() > START_MAX {
                return Err(Failure::new("the server does not become ready"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// A connection to the server, made when it is first used.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        client(&self.url)
    }

    /// The processor time since its start.
    pub(super) fn processor_time(&self) -> Option<Duration> {
        processor_time(self.process.id())
    }

    /// What of it the thread had that delivers to webhooks.
    pub(super) fn delivering_time(&self) -> Option<Duration> {
        thread_time(self.process.id(), "wallet-webhooks")
    }

    /// The resident memory now, in KiB.
    pub(super) fn resident_kib(&self) -> Option<f64> {
        memory_kib(self.process.id(), "VmRSS:").map(figure)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // In good order: the next start on the store must not pay for a recovery.
        self.process.terminate();
        self.process.wait();
    }
}

/// A connection to the server of `http://ADDRESS`.
pub(super) fn client(url: &str) -> Result<Client, Failure> {
    let address = url.trim_start_matches("http://").parse();
    address.map(|address| Client::new(address, PATIENCE)).map_err(|_| Failure::new(format!("{url} has no address")))
}

/// A read that is answered with 200.
pub(super) fn get(client: &mut Client, path: &str) -> Result<Response, Failure> {
    match client.get(path) {
        Ok(answer) if answer.status == 200 => Ok(answer),
        Ok(answer) => Err(Failure::new(format!("GET {path} was answered {}: {}", answer.status, answer.text()))),
        Err(lost) => Err(Failure::new(format!("GET {path} was {lost:?}"))),
    }
}

/// The same as JSON.
pub(super) fn get_json(client: &mut Client, path: &str) -> Result<Value, Failure> {
    get(client, path).map(|answer| answer.json())
}
