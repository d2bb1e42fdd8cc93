//! The way from a server to PostgreSQL: a proxy that cuts connections around COMMIT, stalls all of them, or lets their
//! bytes trickle.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::frames::{Frames, commits, has_committed};
use crate::{PATIENCE, Verdict};

/// So much is read at once.
const READ_MAX: usize = 1 << 16;
/// How a trickle runs: so many bytes at once, and then a pause.
const DROP_BYTES: usize = 100;
const DROP_PAUSE: Duration = Duration::from_millis(1);

/// Where the next connection that commits is cut, seen from COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// PostgreSQL does not hear of COMMIT.
    Before,
    /// PostgreSQL hears of COMMIT, and everyone is gone at once.
    During,
    /// PostgreSQL has committed and said so, and nobody hears that.
    After,
}

/// How bytes get through, on all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// Not at all for now; what is on its way arrives later.
    Stalled,
    /// A few at a time.
    Trickling,
}

/// A proxy; its connections end when it does.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    shared: Arc<Shared>,
    _runtime: Runtime,
}

struct Shared {
    database: SocketAddr,
    cuts: Mutex<Cuts>,
    was_cut: Condvar,
    way: watch::Sender<Way>,
}

#[derive(Default)]
struct Cuts {
    armed: Option<Cut>,
    done: u64,
    /// Of those after COMMIT: how often PostgreSQL had in fact committed.
    committed: u64,
}

impl Proxy {
    /// A proxy of its own threads, to a PostgreSQL on that port of this machine.
    pub(crate) fn start(database_port: u16) -> Verdict<Self> {
        let failed = |error: std::io::Error| format!("the proxy: {error}");
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(failed)?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let shared = Arc::new(Shared {
            database: SocketAddr::from(([127, 0, 0, 1], database_port)),
            cuts: Mutex::default(),
            was_cut: Condvar::new(),
            way: watch::Sender::new(Way::Open),
        });
        runtime.spawn(accept(listener, shared.clone()));
        Ok(Self { port, shared, _runtime: runtime })
    }

    /// Lets bytes through in another way from now on.
    pub(crate) fn set_way(&self, way: Way) {
        self.shared.way.send_replace(way);
    }

    /// Cuts the next connection that commits, and waits until that is done; whether PostgreSQL said that it has
    /// committed, where that was heard.
    pub(crate) fn cut(&self, cut: Cut) -> Verdict<bool> {
        let mut cuts = self.shared.cuts();
        let (done, committed) = (cuts.done, cuts.committed);
        cuts.armed = Some(cut);
        let (cuts, waited) = self
            .shared
            .was_cut
            .wait_timeout_while(cuts, PATIENCE, |cuts| cuts.done == done)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() { Err("nobody has committed".to_owned()) } else { Ok(cuts.committed > committed) }
    }
}

impl Shared {
    fn cuts(&self) -> MutexGuard<'_, Cuts> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn was_cut(&self, committed: bool) {
        let mut cuts = self.cuts();
        cuts.done += 1;
        cuts.committed += u64::from(committed);
        drop(cuts);
        self.was_cut.notify_all();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            // A database that is not there is like one that does not let us in.
            let Ok(server) = TcpStream::connect(shared.database).await else { return };
            // Answers are small, and each waits for the next.
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let way = shared.way.subscribe();
            let _ = Relay { shared, way, client, server }.run().await;
        });
    }
}

/// A connection that is over, in whatever way.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

struct Relay {
    shared: Arc<Shared>,
    way: watch::Receiver<Way>,
    client: TcpStream,
    server: TcpStream,
}

impl Relay {
    async fn run(mut self) -> Result<std::convert::Infallible, Over> {
        let (mut from_client, mut from_server) = (vec![0; READ_MAX], vec![0; READ_MAX]);
        let mut up = Frames::of_client();
        loop {
            tokio::select! {
                read = self.client.read(&mut from_client) => {
                    let read @ 1.. = read? else { return Err(Over) };
                    up.push(&from_client[..read]);
                    self.pass_up(&mut up).await?;
                }
                read = self.server.read(&mut from_server) => {
                    let read @ 1.. = read? else { return Err(Over) };
                    pass(&mut self.way, &mut self.client, &from_server[..read]).await?;
                }
            }
        }
    }

    async fn pass_up(&mut self, up: &mut Frames) -> Result<(), Over> {
        let mut sent = Vec::new();
        while let Some(message) = up.next() {
            let cut = if commits(&message) { self.shared.cuts().armed.take() } else { None };
            if cut != Some(Cut::Before) {
                sent.extend(message);
            }
            if let Some(cut) = cut {
                return self.cut(cut, &sent).await;
            }
        }
        pass(&mut self.way, &mut self.server, &sent).await
    }

    /// Sends the rest of a flight, and ends the connection.
    async fn cut(&mut self, cut: Cut, rest: &[u8]) -> Result<(), Over> {
        let sent = self.server.write_all(rest).await;
        let committed = match cut {
            Cut::Before | Cut::During => false,
            Cut::After => sent.is_ok() && timeout(PATIENCE, self.hear_commit()).await == Ok(true),
        };
        self.shared.was_cut(committed);
        Err(Over)
    }

    /// Reads until the end of the transaction; whether it was committed.
    async fn hear_commit(&mut self) -> bool {
        let mut down = Frames::of_server();
        let mut bytes = vec![0; READ_MAX];
        loop {
            let Ok(read @ 1..) = self.server.read(&mut bytes).await else { return false };
            down.push(&bytes[..read]);
            while let Some(message) = down.next() {
                if has_committed(&message) {
                    return true;
                }
                if message.get(5..) == Some(b"ROLLBACK\0") {
                    return false;
                }
            }
        }
    }
}

/// Passes bytes on in the way that is now.
async fn pass(way: &mut watch::Receiver<Way>, to: &mut TcpStream, mut bytes: &[u8]) -> Result<(), Over> {
    while !bytes.is_empty() {
        let now = *way.wait_for(|way| *way != Way::Stalled).await.map_err(|_| Over)?;
        let part = if now == Way::Trickling { bytes.len().min(DROP_BYTES) } else { bytes.len() };
        to.write_all(&bytes[..part]).await?;
        bytes = &bytes[part..];
        if now == Way::Trickling {
            tokio::time::sleep(DROP_PAUSE).await;
        }
    }
    Ok(())
}
