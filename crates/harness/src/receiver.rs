//! A receiver of webhooks: real sockets, a thread a connection, an answer as a test says.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::spawn;
use std::time::Instant;

use serde_json::Value;

use crate::PATIENCE;

/// A delivery as it came.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The `webhook-id`.
    pub id: String,
    /// The `webhook-timestamp`.
    pub timestamp: String,
    /// The `webhook-signature`.
    pub signature: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Delivered {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a delivery is JSON")
    }
}

/// Answers every delivery with the status that `take` gives, for as long as the process lives.
pub fn serve(listener: &TcpListener, take: impl Fn(Delivered) -> u16 + Send + Sync + 'static) {
    let take = Arc::new(take);
    for stream in listener.incoming().map_while(Result::ok) {
        let take = take.clone();
        spawn(move || answer_all(stream, &*take));
    }
}

/// Answers one delivery after the other, until the connection ends or is no HTTP.
fn answer_all(stream: TcpStream, take: &dyn Fn(Delivered) -> u16) {
    let Ok(mut answers) = stream.try_clone() else { return };
    let _ = stream.set_nodelay(true);
    let mut requests = BufReader::new(stream);
    while let Some(delivered) = read(&mut requests) {
        let status = take(delivered);
        let answer = format!("HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n");
        if answers.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(requests: &mut impl BufRead) -> Option<Delivered> {
    let mut delivered =
        Delivered { id: String::new(), timestamp: String::new(), signature: String::new(), body: Vec::new() };
    let mut line = String::new();
    requests.read_line(&mut line).ok().filter(|read| *read > 0)?;
    loop {
        line.clear();
        requests.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "webhook-id" => value.clone_into(&mut delivered.id),
            "webhook-timestamp" => value.clone_into(&mut delivered.timestamp),
            "webhook-signature" => value.clone_into(&mut delivered.signature),
            "content-length" => delivered.body = vec![0; value.parse().ok()?],
            _ => {}
        }
    }
    requests.read_exact(&mut delivered.body).ok()?;
    Some(delivered)
}

/// A receiver in the test's own process.
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    kept: Arc<Kept>,
}

struct Kept {
    status: AtomicU16,
    taken: Mutex<Vec<Delivered>>,
    came: Condvar,
}

impl Kept {
    fn taken(&self) -> MutexGuard<'_, Vec<Delivered>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Receiver {
    /// A receiver on a free port that answers 204. It ends with the process.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let kept = Arc::new(Kept { status: 204.into(), taken: Mutex::default(), came: Condvar::new() });
        let keeping = kept.clone();
        spawn(move || {
            serve(&listener, move |delivered| {
                keeping.taken().push(delivered);
                keeping.came.notify_all();
                keeping.status.load(Ordering::SeqCst)
            });
        });
        Self { address, kept }
    }

    /// The URL that reaches it.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Answers with that status from now on.
    pub fn answer_with(&self, status: u16) {
        self.kept.status.store(status, Ordering::SeqCst);
    }

    /// All that came so far, in the order in which it came.
    pub fn taken(&self) -> Vec<Delivered> {
        self.kept.taken().clone()
    }

    /// Waits until what came is enough.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_enough: impl Fn(&[Delivered]) -> bool) -> Vec<Delivered> {
        let until = Instant::now() + PATIENCE;
        let mut taken = self.kept.taken();
        while !is_enough(&taken) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never {what}: {} came", taken.len());
            taken = self.kept.came.wait_timeout(taken, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        taken.clone()
    }
}
