//! Many requests whose answers all matter, over some connections at once: for preparing, checking, finding out.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::{JoinSet, LocalSet};

use crate::BenchError;
use crate::connection::Connection;
use crate::progress::Progress;
use crate::tally::code_of;

/// How long one request is tried again while the server cannot answer it.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(100);

/// `EMFILE`: this process has as many files open as it may.
const TOO_MANY_FILES: i32 = 24;

/// Whom to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) timeout: Duration,
    pub(crate) connections: usize,
}

/// What is to be asked, and what is to be done with the answers.
pub(crate) trait Job {
    /// Writes the request of that index.
    fn write(&self, index: usize, request: &mut Vec<u8>);
    /// Takes the answer; `Again` sends the request again after a pause.
    fn take(&mut self, index: usize, status: u16, body: &[u8]) -> Result<Taken, BenchError>;
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Done,
    Again,
}

pub(crate) fn runtime() -> Result<Runtime, BenchError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| BenchError::failed(format!("no runtime could be started: {error}")))
}

/// Makes so many connections, or says why not.
pub(crate) async fn connect(
    address: SocketAddr,
    timeout: Duration,
    connections: usize,
) -> Result<Vec<Connection>, BenchError> {
    let mut made = Vec::with_capacity(connections);
    for earlier in 0..connections {
        let mut connection = Connection::new(address, timeout);
        connection.connect().await.map_err(|error| {
            BenchError::failed(if error.raw_os_error() == Some(TOO_MANY_FILES) {
                format!(
                    "only {earlier} of {connections} connections can be made, as this process may open no more files: \
                     raise `ulimit -n`, for the server too"
                )
            } else {
                format!("http://{address} cannot be reached: {error}")
            })
        })?;
        made.push(connection);
    }
    Ok(made)
}

/// Asks everything from 0 to `count` over that many connections, until all is answered or something fails.
pub(crate) fn ask<J: Job + 'static>(
    target: &Target,
    count: usize,
    job: J,
    mut progress: Progress,
    what: &str,
) -> Result<J, BenchError> {
    let runtime = runtime()?;
    let crew = runtime.block_on(connect(target.address, target.timeout, target.connections.min(count)))?;
    let job = Rc::new(RefCell::new(job));
    let next = Rc::new(RefCell::new(0..count));
    let done = LocalSet::new().block_on(&runtime, async {
        let mut tasks = JoinSet::new();
        for connection in crew {
            tasks.spawn_local(member(connection, job.clone(), next.clone()));
        }
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                ended = tasks.join_next() => match ended {
                    None => return Ok(()),
                    Some(result) => result.expect("a task does not panic and is not aborted")?,
                },
                _ = ticks.tick() => progress.tell(&format!("{what}: {} of {count}", next.borrow().start)),
            }
        }
    });
    progress.end();
    done?;
    drop(next);
    Ok(Rc::into_inner(job).expect("every task has ended").into_inner())
}

async fn member<J: Job>(
    mut connection: Connection,
    job: Rc<RefCell<J>>,
    next: Rc<RefCell<std::ops::Range<usize>>>,
) -> Result<(), BenchError> {
    let mut request = Vec::new();
    loop {
        let Some(index) = next.borrow_mut().next() else { return Ok(()) };
        request.clear();
        job.borrow().write(index, &mut request);
        let begun = Instant::now();
        loop {
            let problem = match attempt(&mut connection, &request).await {
                Ok(()) => {
                    let taken = job.borrow_mut().take(index, connection.status(), connection.body())?;
                    if taken == Taken::Done {
                        break;
                    }
                    code_of(connection.status(), connection.body())
                }
                Err(problem) => problem,
            };
            if begun.elapsed() >= PATIENCE {
                return Err(BenchError::failed(format!("the server does not answer as it should: {problem}")));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn attempt(connection: &mut Connection, request: &[u8]) -> Result<(), String> {
    connection.connect().await.map_err(|error| error.to_string())?;
    connection.exchange(request).await.map_err(|broken| broken.name().to_owned())
}
