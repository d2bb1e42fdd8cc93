//! The way to PostgreSQL: a TCP proxy that cuts connections around COMMIT, refuses them, stalls them or narrows them.
//!
//! [`Proxy`] is for most tests. A test that needs more says by a [`Relay`] of its own what becomes of the bytes of each
//! connection; [`listen`] does the rest.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use crate::PATIENCE;
use crate::frames::{Frames, commits, has_committed, has_rolled_back};
use crate::run::Failure;

/// The most that is read at once.
pub const READ_MAX: usize = 1 << 16;
/// A trickle: so many bytes at once, and then a pause.
const DROP_BYTES: usize = 100;
const DROP_PAUSE: Duration = Duration::from_millis(1);
/// The pieces of a narrow way: at a hundredth of a second each, nothing comes in gusts.
const PIECES_A_SECOND: u64 = 100;

/// A connection that is over, in whatever way.
#[derive(Debug)]
pub struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

/// Both ends of a connection.
pub struct Link {
    /// The client's end.
    pub client: TcpStream,
    /// The database's end.
    pub server: TcpStream,
}

/// What becomes of the bytes of one connection.
pub trait Relay: Send + 'static {
    /// The client has sent these bytes.
    fn sent(&mut self, bytes: &[u8], link: &mut Link) -> impl Future<Output = Result<(), Over>> + Send;

    /// The database has answered these bytes.
    fn answered(&mut self, bytes: &[u8], link: &mut Link) -> impl Future<Output = Result<(), Over>> + Send;

    /// The connection is over. Both ends are closed when `link` is dropped.
    fn end(self, link: Link) -> impl Future<Output = ()> + Send;
}

/// Listens on a port of its own until the runtime ends, and gives it. `admit` makes the relay of each connection, or
/// refuses it.
pub async fn listen<R: Relay>(
    database: SocketAddr,
    mut admit: impl FnMut() -> Option<R> + Send + 'static,
) -> std::io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let Some(relay) = admit() else { continue };
            // A database that is not there is like one that refuses.
            let Ok(server) = TcpStream::connect(database).await else { continue };
            // Answers are small, and each waits for the next.
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            tokio::spawn(carry(relay, Link { client, server }));
        }
    });
    Ok(port)
}

async fn carry(mut relay: impl Relay, mut link: Link) {
    let Err(Over) = pass_all(&mut relay, &mut link).await;
    relay.end(link).await;
}

async fn pass_all(relay: &mut impl Relay, link: &mut Link) -> Result<std::convert::Infallible, Over> {
    let (mut from_client, mut from_server) = (vec![0; READ_MAX], vec![0; READ_MAX]);
    loop {
        tokio::select! {
            // In a fixed order: the other is random, and not by a test's seed.
            biased;
            read = link.server.read(&mut from_server) => {
                let read @ 1.. = read? else { return Err(Over) };
                relay.answered(&from_server[..read], link).await?;
            }
            read = link.client.read(&mut from_client) => {
                let read @ 1.. = read? else { return Err(Over) };
                relay.sent(&from_client[..read], link).await?;
            }
        }
    }
}

/// The place where the next connection that commits is cut, seen from COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// PostgreSQL does not hear of COMMIT.
    Before,
    /// PostgreSQL hears of COMMIT, and everyone is gone at once.
    During,
    /// PostgreSQL hears of COMMIT; only the client is gone at once, and PostgreSQL is not told until it has committed.
    DuringUntold,
    /// PostgreSQL has committed and said so; nobody hears that.
    After,
}

/// How bytes get through, on all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// At once.
    Open,
    /// Not at all for now; what is on its way arrives later.
    Stalled,
    /// A few at a time.
    Trickling,
    /// So many bytes a second of all that clients send; answers are not slowed.
    Narrow(u64),
}

/// A proxy on a thread of its own; its connections end when it does.
pub struct Proxy {
    /// The address that it listens on.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    cuts: Mutex<Cuts>,
    was_cut: Condvar,
    way: watch::Sender<Way>,
    is_closed: AtomicBool,
    closes_after_cut: AtomicBool,
    sent: AtomicU64,
    /// When the next piece may go through a narrow way; one at a time, of whichever connection.
    next: tokio::sync::Mutex<Instant>,
}

#[derive(Default)]
struct Cuts {
    armed: Option<Cut>,
    done: u64,
    /// How often PostgreSQL had said that it has committed, of those after COMMIT.
    committed: u64,
}

impl Proxy {
    /// A proxy to a PostgreSQL on this machine.
    pub fn start(database: SocketAddr) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let shared = Arc::new(Shared {
            cuts: Mutex::default(),
            was_cut: Condvar::new(),
            way: watch::Sender::new(Way::Open),
            is_closed: AtomicBool::new(false),
            closes_after_cut: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            next: tokio::sync::Mutex::new(Instant::now()),
        });
        let of_relays = shared.clone();
        let listening = runtime.spawn(listen(database, move || {
            let (shared, way) = (of_relays.clone(), of_relays.way.subscribe());
            let is_closed = shared.is_closed.load(Ordering::SeqCst);
            (!is_closed).then(|| Cutting { shared, way, up: Frames::of_client() })
        }));
        let (sender, port) = std::sync::mpsc::channel();
        runtime.spawn(async move { sender.send(listening.await) });
        let port = port.recv().expect("the runtime runs").map_err(|_| Failure::new("the proxy panicked"))??;
        Ok(Self { address: ([127, 0, 0, 1], port).into(), shared, runtime: Some(runtime) })
    }

    /// Lets bytes through in another way from now on.
    pub fn set_way(&self, way: Way) {
        self.shared.way.send_replace(way);
    }

    /// Refuses new connections, or no longer does.
    pub fn close(&self, is_closed: bool) {
        self.shared.is_closed.store(is_closed, Ordering::SeqCst);
    }

    /// Refuses new connections as soon as one was cut.
    pub fn close_after_cut(&self) {
        self.shared.closes_after_cut.store(true, Ordering::SeqCst);
    }

    /// The number of bytes that clients have sent through.
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::SeqCst)
    }

    /// Cuts the next connection that commits, once.
    pub fn arm(&self, cut: Cut) {
        self.shared.cuts().armed = Some(cut);
    }

    /// Whether the cut is still to come.
    pub fn is_armed(&self) -> bool {
        self.shared.cuts().armed.is_some()
    }

    /// Cuts the next connection that commits, and waits until that is done. Answers whether PostgreSQL said that it has
    /// committed, where that was heard.
    pub fn cut(&self, cut: Cut) -> Result<bool, Failure> {
        let mut cuts = self.shared.cuts();
        let (done, committed) = (cuts.done, cuts.committed);
        cuts.armed = Some(cut);
        let (cuts, waited) = self
            .shared
            .was_cut
            .wait_timeout_while(cuts, PATIENCE, |cuts| cuts.done == done)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() { Err(Failure::new("nobody has committed")) } else { Ok(cuts.committed > committed) }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A test that is itself a future may not wait here.
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    fn cuts(&self) -> MutexGuard<'_, Cuts> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_cut(&self) -> Option<Cut> {
        let cut = self.cuts().armed.take()?;
        if self.closes_after_cut.load(Ordering::SeqCst) {
            self.is_closed.store(true, Ordering::SeqCst);
        }
        Some(cut)
    }

    fn was_cut(&self, committed: bool) {
        let mut cuts = self.cuts();
        cuts.done += 1;
        cuts.committed += u64::from(committed);
        drop(cuts);
        self.was_cut.notify_all();
    }

    /// Waits for a turn in a narrow way.
    async fn await_turn(&self, bytes: u64, bytes_a_second: u64) {
        let mut next = self.next.lock().await;
        sleep_until(*next).await;
        *next = Instant::now().max(*next) + Duration::from_micros(bytes * 1_000_000 / bytes_a_second);
    }
}

/// The relay of a [`Proxy`].
struct Cutting {
    shared: Arc<Shared>,
    way: watch::Receiver<Way>,
    up: Frames,
}

impl Relay for Cutting {
    async fn sent(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        self.up.push(bytes);
        let mut flight = Vec::new();
        while let Some(message) = self.up.next() {
            let cut = if commits(&message) { self.shared.take_cut() } else { None };
            if cut != Some(Cut::Before) {
                flight.extend(message);
            }
            if let Some(cut) = cut {
                return self.cut(cut, &flight, link).await;
            }
        }
        self.pass(&mut link.server, &flight, true).await
    }

    async fn answered(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        self.pass(&mut link.client, bytes, false).await
    }

    async fn end(self, _: Link) {}
}

impl Cutting {
    /// Sends the rest of a flight, and ends the connection.
    async fn cut(&self, cut: Cut, rest: &[u8], link: &mut Link) -> Result<(), Over> {
        let sent = link.server.write_all(rest).await;
        if cut == Cut::DuringUntold {
            let _ = link.client.shutdown().await;
        }
        let committed = match cut {
            Cut::Before | Cut::During => false,
            Cut::DuringUntold | Cut::After => {
                sent.is_ok() && timeout(PATIENCE, hear_commit(&mut link.server)).await == Ok(true)
            }
        };
        self.shared.was_cut(committed);
        Err(Over)
    }

    /// Passes bytes on in the way that is now.
    async fn pass(&mut self, to: &mut TcpStream, mut bytes: &[u8], is_sent: bool) -> Result<(), Over> {
        while !bytes.is_empty() {
            let now = *self.way.wait_for(|way| *way != Way::Stalled).await.map_err(|_| Over)?;
            let part = match now {
                Way::Open | Way::Stalled => bytes.len(),
                Way::Trickling => bytes.len().min(DROP_BYTES),
                Way::Narrow(_) if !is_sent => bytes.len(),
                Way::Narrow(width) => {
                    let part = bytes.len().min(usize::try_from((width / PIECES_A_SECOND).max(1)).unwrap_or(usize::MAX));
                    self.shared.await_turn(part as u64, width).await;
                    part
                }
            };
            to.write_all(&bytes[..part]).await?;
            bytes = &bytes[part..];
            if is_sent {
                self.shared.sent.fetch_add(part as u64, Ordering::SeqCst);
            }
            if now == Way::Trickling {
                tokio::time::sleep(DROP_PAUSE).await;
            }
        }
        Ok(())
    }
}

/// Reads until the end of the transaction; whether it was committed.
async fn hear_commit(server: &mut TcpStream) -> bool {
    let mut down = Frames::of_server();
    let mut bytes = vec![0; READ_MAX];
    loop {
        let Ok(read @ 1..) = server.read(&mut bytes).await else { return false };
        down.push(&bytes[..read]);
        while let Some(message) = down.next() {
            if has_committed(&message) || has_rolled_back(&message) {
                return has_committed(&message);
            }
        }
    }
}
