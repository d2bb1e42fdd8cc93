//! A narrow way to the database: a proxy that lets through so many bytes a second of what the server sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// So much goes through in one piece: at a hundredth of a second each, nothing comes in gusts.
const PIECES_A_SECOND: u64 = 100;

pub(crate) struct Narrow {
    pub(crate) port: u16,
    way: Arc<Way>,
}

struct Way {
    /// 0 is as wide as it gets.
    bytes_a_second: AtomicU64,
    passed: AtomicU64,
    /// When the next piece may go; one at a time, of whichever connection.
    next: Mutex<Instant>,
}

impl Narrow {
    pub(crate) async fn to(database: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let way = Arc::new(Way {
            bytes_a_second: AtomicU64::new(0),
            passed: AtomicU64::new(0),
            next: Mutex::new(Instant::now()),
        });
        let narrow = Self { port, way: way.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&database).await else { continue };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                tokio::spawn(relay(way.clone(), client, server));
            }
        });
        narrow
    }

    /// How wide the way is from now on, in bytes a second.
    pub(crate) fn set_width(&self, bytes_a_second: u64) {
        self.way.bytes_a_second.store(bytes_a_second.max(PIECES_A_SECOND), Ordering::SeqCst);
    }

    pub(crate) fn open(&self) {
        self.way.bytes_a_second.store(0, Ordering::SeqCst);
    }

    /// How many bytes have gone to the database.
    pub(crate) fn passed(&self) -> u64 {
        self.way.passed.load(Ordering::SeqCst)
    }
}

async fn relay(way: Arc<Way>, client: TcpStream, server: TcpStream) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
        let mut rest = &buffer[..read];
        while !rest.is_empty() {
            let (piece, later) = rest.split_at(way.turn(rest.len()).await);
            if to_server.write_all(piece).await.is_err() {
                return;
            }
            rest = later;
        }
    }
    answers.abort();
}

impl Way {
    /// Waits for a turn, and says how much of `wanted` may go.
    async fn turn(&self, wanted: usize) -> usize {
        let width = self.bytes_a_second.load(Ordering::SeqCst);
        let size =
            if width == 0 { wanted } else { wanted.min(usize::try_from(width / PIECES_A_SECOND).expect("small")) };
        if let Some(micros) = (size as u64 * 1_000_000).checked_div(width) {
            let mut next = self.next.lock().await;
            sleep_until(*next).await;
            *next = Instant::now().max(*next) + Duration::from_micros(micros);
        }
        self.passed.fetch_add(size as u64, Ordering::SeqCst);
        size
    }
}
