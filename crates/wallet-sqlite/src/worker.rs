//! Threads that own connections. SQLite blocks, so no async thread may call it: work is sent to these instead, and is
//! finished whether or not anyone still waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};
use wallet_domain::{StoreError, StoreErrorKind};

use crate::connection::Link;
use crate::error::Failure;

type Work = Box<dyn FnOnce(&mut Link) + Send>;
type Queue = Arc<Mutex<mpsc::Receiver<Work>>>;

/// How much work may queue; beyond it callers wait for a place, and can go away while they do.
const QUEUE_MAX: usize = 256;

/// Threads with a connection each that take work from one queue, first in, first out.
pub(crate) struct Workers {
    sender: Option<mpsc::Sender<Work>>,
    threads: Vec<JoinHandle<()>>,
    /// The error for callers whose work panicked.
    lost: StoreErrorKind,
}

impl Workers {
    /// Starts one thread per link.
    pub(crate) fn start(name: &str, lost: StoreErrorKind, links: Vec<Link>) -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel(QUEUE_MAX);
        let queue: Queue = Arc::new(Mutex::new(receiver));
        let mut workers = Self { sender: Some(sender), threads: Vec::new(), lost };
        for link in links {
            let queue = queue.clone();
            let thread = std::thread::Builder::new().name(name.into()).spawn(move || serve(&queue, link));
            let what = || format!("cannot start the thread {name}");
            workers.threads.push(thread.map_err(|source| Failure::File { what: what(), source })?);
        }
        Ok(workers)
    }

    /// Has `work` done and waits for its answer. Once it is queued it is done even if the caller stops waiting.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Link) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |link| {
            // The caller may be gone: then no one wants to know.
            let _ = answer.send(work(link));
        });
        let sender = self.sender.as_ref().expect("the queue is closed only when its owner is dropped");
        let stopped = "the store's threads have stopped";
        sender.send(work).await.map_err(|_| StoreError::new(StoreErrorKind::Unavailable, stopped))?;
        answered.await.unwrap_or_else(|_| Err(StoreError::new(self.lost, "the store's thread panicked at this work")))
    }
}

/// Stops taking work, finishes what is queued and waits for the threads.
impl Drop for Workers {
    fn drop(&mut self) {
        self.sender = None;
        for thread in self.threads.drain(..) {
            // A thread that died has been reported by its panic; there is nothing left to do for it.
            let _ = thread.join();
        }
    }
}

fn serve(queue: &Queue, mut link: Link) {
    while let Some(work) = next(queue) {
        if catch_unwind(AssertUnwindSafe(|| work(&mut link))).is_err() {
            tracing::error!("work on the store panicked; its connection is closed and opened anew");
            link.disconnect();
        }
    }
}

/// Waits for work. Only one idle thread waits in the channel; the others wait for its place.
fn next(queue: &Queue) -> Option<Work> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SqliteConfig;
    use crate::connection::Role;

    #[tokio::test]
    async fn work_that_panics_is_answered_and_the_thread_goes_on() {
        let config = Arc::new(SqliteConfig::at("never opened"));
        let link = Link::new(config, Role::Writer);
        let workers = Workers::start("test", StoreErrorKind::Unknown, vec![link]).expect("a thread starts");
        let lost: Result<(), StoreError> = workers.run(|_| panic!("on purpose")).await;
        assert_eq!(lost.map_err(|error| error.kind), Err(StoreErrorKind::Unknown));
        assert_eq!(workers.run(|_| Ok(7)).await.expect("the thread lives"), 7);
    }
}
