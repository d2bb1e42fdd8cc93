//! Reads of single wallets, gathered: those that wait at the same time are found by one statement.
//!
//! ```text
//! find_wallet ─┐            ┌─ reader ── find_wallets ──┐
//! find_wallet ─┼─> line ──> ┤                           ├─> every caller's own answer
//! find_wallet ─┘            └─ reader ── find_wallets ──┘
//! ```
//! A round trip, a connection of the pool and a statement's beginning and end cost many times what it costs to find a
//! wallet. So a reader takes whatever is in the line, up to [`GATHERED_MAX`], and has it found together. It waits for
//! nothing: a read that comes alone goes out alone and at once.
//!
//! - **Fresh**: a read is taken from the line before its statement is sent, and the statement sees all that was
//!   committed when the server began it. So whoever asks after a commit sees it, as with a statement of its own.
//! - **Two readers**: while one's statement is at the server, the other answers its callers and takes the next ones, so
//!   neither side waits for the other. More would make the groups smaller, and leave fewer connections for commits.
//! - **Bounded**: a line holds [`GATHERED_MAX`] reads. Who finds it full waits for a place, in turn, within the deadline
//!   that every caller has of its own; what waits there is held by its request, of which the HTTP server has a bound.
//! - **A failure** is told to every caller of its statement alike; the tries again are those of any read. A row that
//!   does not read is its own caller's alone.
//! - **A caller that goes away** changes nothing for the others. When all of a statement have gone, it is given up and
//!   its connection is closed: a server that does not answer holds a reader no longer than anyone waits for it.
//! - **A panic** fails the reads of its statement and no others: the reader goes on. The readers end with the ledger, or
//!   with their runtime; then reads fail, and never hang.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio_postgres::Row;
use wallet_domain::{AssetCode, OwnerId, StoreError, StoreErrorKind, Wallet, WalletState};

use crate::columns::{Name, NameColumns};
use crate::error::Failure;
use crate::pool::Pool;
use crate::rows;
use crate::sql::FIND_WALLETS;
use crate::tx;
use crate::{PgClock, PgConfig};

/// How many tasks read side by side.
const READERS: usize = 2;

/// The most wallets of one statement, and the most reads that wait in the line. Finding them takes some milliseconds.
const GATHERED_MAX: usize = 512;

/// The answer to one read.
type Found = Result<Option<WalletState>, StoreError>;

/// The line from which the readers take reads. They end when it is dropped.
pub(crate) struct Reads {
    line: mpsc::Sender<Read>,
}

struct Read {
    name: Name,
    answer: oneshot::Sender<Result<Option<Wallet>, StoreError>>,
}

/// Finds wallets together.
pub(crate) trait Find: Send + Sync + 'static {
    /// One for each name, in their order.
    fn find(&self, names: &[Name]) -> impl Future<Output = Vec<Found>> + Send;
}

impl Reads {
    /// Starts the readers on the current runtime.
    pub(crate) fn start(find: impl Find) -> Self {
        let (line, inbox) = mpsc::channel(GATHERED_MAX);
        let (inbox, find) = (Arc::new(Mutex::new(inbox)), Arc::new(find));
        for _ in 0..READERS {
            tokio::spawn(work(inbox.clone(), find.clone()));
        }
        Self { line }
    }

    /// The wallet of an owner without stripes.
    pub(crate) async fn find_wallet(&self, owner: &OwnerId, asset: &AssetCode) -> Result<Option<Wallet>, StoreError> {
        let lost = |what: &str| StoreError::new(StoreErrorKind::Unavailable, what);
        let (answer, answered) = oneshot::channel();
        let read = Read { name: (owner.clone(), asset.clone()), answer };
        self.line.send(read).await.map_err(|_| lost("the readers have ended"))?;
        answered.await.unwrap_or_else(|_| Err(lost("the reader ended or panicked at this read")))
    }
}

/// A reader: works until the line is closed and empty.
async fn work(inbox: Arc<Mutex<mpsc::Receiver<Read>>>, find: Arc<impl Find>) {
    loop {
        let mut reads = Vec::new();
        // The idle readers take turns at waiting: one waits in the line, the others for its place.
        if inbox.lock().await.recv_many(&mut reads, GATHERED_MAX).await == 0 {
            return;
        }
        if AssertUnwindSafe(answer(reads, &*find)).catch_unwind().await.is_err() {
            tracing::error!("a reader panicked at a statement; its reads have failed and it goes on");
        }
    }
}

/// Finds the wallets of `reads` and answers, as long as anyone waits.
async fn answer(reads: Vec<Read>, find: &impl Find) {
    let waited_for = reads.into_iter().filter(|read| !read.answer.is_closed());
    let (names, mut answers): (Vec<Name>, Vec<_>) = waited_for.map(|read| (read.name, read.answer)).unzip();
    if names.is_empty() {
        return;
    }
    let found = tokio::select! {
        biased;
        found = find.find(&names) => found,
        () = all_gone(&mut answers) => return,
    };
    for (((owner, asset), answer), found) in names.into_iter().zip(answers).zip(found) {
        // The caller may be gone: then no one wants to know.
        drop(answer.send(found.map(|state| state.map(|state| Wallet { owner, asset, state }))));
    }
}

async fn all_gone<T>(answers: &mut [oneshot::Sender<T>]) {
    for answer in answers {
        answer.closed().await;
    }
}

/// The wallets of a database.
pub(crate) struct Database {
    pub(crate) pool: Pool,
    pub(crate) config: PgConfig,
    /// The clock that says which holds are over.
    pub(crate) clock: PgClock,
}

impl Find for Database {
    async fn find(&self, names: &[Name]) -> Vec<Found> {
        let columns = NameColumns::of(names.iter());
        let now = self.clock.given();
        match tx::read_from(&self.pool, &self.config, FIND_WALLETS, &columns.params(&now)).await {
            Ok(rows) => by_slot(&rows, names.len()),
            Err(error) => vec![Err(error); names.len()],
        }
    }
}

/// The rows of `find_wallets`, each in its place.
fn by_slot(rows: &[Row], slots: usize) -> Vec<Found> {
    let mut found = vec![Ok(None); slots];
    for row in rows {
        match rows::slot(row) {
            Ok(slot) => found[slot] = rows::wallet_state(row).map(Some).map_err(Failure::into_store_error),
            Err(failure) => return vec![Err(failure.into_store_error()); slots],
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;
    use wallet_domain::testing::{asset, owner};

    use super::*;

    /// Finds nothing. It waits for a permit each time, is fatal to `poison`, and never comes back from `silence`.
    struct Fake {
        begun: Semaphore,
        let_go: Semaphore,
        largest: AtomicUsize,
    }

    impl Find for Arc<Fake> {
        async fn find(&self, names: &[Name]) -> Vec<Found> {
            self.begun.add_permits(1);
            let asks_for = |name: &str| names.iter().any(|(owner, _)| owner.as_str() == name);
            assert!(!asks_for("poison"), "on purpose");
            if asks_for("silence") {
                std::future::pending::<()>().await;
            }
            self.let_go.acquire().await.expect("never closed").forget();
            self.largest.fetch_max(names.len(), Ordering::SeqCst);
            vec![Ok(None); names.len()]
        }
    }

    type Answer = Result<Option<Wallet>, StoreError>;

    fn readers() -> (Arc<Fake>, Arc<Reads>) {
        let fake = Arc::new(Fake { begun: Semaphore::new(0), let_go: Semaphore::new(0), largest: AtomicUsize::new(0) });
        (fake.clone(), Arc::new(Reads::start(fake)))
    }

    fn ask(reads: &Arc<Reads>, player: &str) -> tokio::task::JoinHandle<Answer> {
        let (reads, player) = (reads.clone(), owner(player));
        tokio::spawn(async move { reads.find_wallet(&player, &asset("GOLD_COINS")).await })
    }

    async fn asked(reads: &Arc<Reads>, player: &str) -> Answer {
        ask(reads, player).await.expect("no panic")
    }

    async fn await_begun(fake: &Fake, statements: u32) {
        fake.begun.acquire_many(statements).await.expect("never closed").forget();
    }

    #[tokio::test]
    async fn a_read_waits_for_no_other_and_those_that_wait_are_found_together() {
        let (fake, reads) = readers();
        let alone = [ask(&reads, "a"), ask(&reads, "b")];
        await_begun(&fake, 1).await;
        let waiting: Vec<_> = (0..2 * GATHERED_MAX).map(|number| ask(&reads, &format!("c{number}"))).collect();
        fake.let_go.add_permits(GATHERED_MAX);
        for read in alone.into_iter().chain(waiting) {
            assert_eq!(read.await.expect("no panic").expect("found"), None);
        }
        let largest = fake.largest.load(Ordering::SeqCst);
        assert!((GATHERED_MAX / 2..=GATHERED_MAX).contains(&largest), "{largest}");
        assert!(fake.begun.available_permits() < 10, "{:?}", fake.begun);
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_reads_and_the_readers_go_on() {
        let (fake, reads) = readers();
        fake.let_go.add_permits(1);
        for _ in 0..2 * READERS {
            let error = asked(&reads, "poison").await.expect_err("it panicked");
            assert_eq!(error.kind, StoreErrorKind::Unavailable);
        }
        assert_eq!(asked(&reads, "a").await.expect("found"), None);
    }

    #[tokio::test]
    async fn a_statement_that_no_one_waits_for_any_more_holds_no_reader() {
        let (fake, reads) = readers();
        for _ in 0..2 * READERS {
            let silent = ask(&reads, "silence");
            await_begun(&fake, 1).await;
            silent.abort();
        }
        fake.let_go.add_permits(1);
        assert_eq!(asked(&reads, "a").await.expect("found"), None);
    }

    #[test]
    fn reads_fail_once_the_runtime_of_the_readers_has_ended() {
        let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let (own, callers) = (runtime(), runtime());
        let (fake, reads) = own.block_on(async { readers() });
        callers.block_on(async {
            let waiting = ask(&reads, "a");
            await_begun(&fake, 1).await;
            own.shutdown_background();
            for answer in [waiting.await.expect("no panic"), asked(&reads, "b").await] {
                assert_eq!(answer.expect_err("no one reads").kind, StoreErrorKind::Unavailable);
            }
        });
    }
}
