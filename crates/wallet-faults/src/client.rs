//! One client's connection: a request out, its answer in, and how long that took.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const HEADERS_MAX: usize = 32;

/// An answer, all of it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `Idempotent-Replayed: true`.
    pub(crate) replayed: bool,
    /// Whether `Retry-After` says when to come again.
    pub(crate) retry_after: bool,
    pub(crate) body: String,
    pub(crate) took: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Nobody listens there.
    Refused,
    /// The connection ended before the answer did.
    Cut,
    /// Nothing came for longer than any answer may take.
    Silent,
}

/// A connection that is made when it is needed, and anew after it broke.
pub(crate) struct Client {
    address: SocketAddr,
    patience: Duration,
    stream: Option<TcpStream>,
}

impl Client {
    /// Waits for an answer for as long as `patience`.
    pub(crate) fn new(address: SocketAddr, patience: Duration) -> Self {
        Self { address, patience, stream: None }
    }

    pub(crate) fn get(&mut self, path: &str) -> Result<Answer, Lost> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())
    }

    /// Sends a request and reads its answer.
    pub(crate) fn send(&mut self, request: &[u8]) -> Result<Answer, Lost> {
        let began = Instant::now();
        let mut stream = self.connected()?;
        stream.write_all(request).map_err(|_| Lost::Cut)?;
        let (head, body) = read_answer(&mut stream)?;
        if head.keep_alive {
            self.stream = Some(stream);
        }
        let body = String::from_utf8(body).map_err(|_| Lost::Cut)?;
        let Head { status, replayed, retry_after, .. } = head;
        Ok(Answer { status, replayed, retry_after, body, took: began.elapsed() })
    }

    /// Sends a request and goes away without waiting for the answer.
    pub(crate) fn abandon(&mut self, request: &[u8]) -> Result<(), Lost> {
        let mut stream = self.connected()?;
        stream.write_all(request).map_err(|_| Lost::Cut)
    }

    fn connected(&mut self) -> Result<TcpStream, Lost> {
        if let Some(stream) = self.stream.take() {
            return Ok(stream);
        }
        let stream = TcpStream::connect_timeout(&self.address, self.patience).map_err(|_| Lost::Refused)?;
        stream
            .set_nodelay(true)
            .and_then(|()| stream.set_read_timeout(Some(self.patience)))
            .and_then(|()| stream.set_write_timeout(Some(self.patience)))
            .map_err(|_| Lost::Refused)?;
        Ok(stream)
    }
}

struct Head {
    status: u16,
    length: usize,
    replayed: bool,
    retry_after: bool,
    keep_alive: bool,
}

fn read_answer(stream: &mut TcpStream) -> Result<(Head, Vec<u8>), Lost> {
    let mut bytes = Vec::new();
    loop {
        if let Some((head, end)) = parse_head(&bytes)? {
            while bytes.len() < end + head.length {
                read_more(stream, &mut bytes)?;
            }
            return Ok((head, bytes.split_off(end)));
        }
        read_more(stream, &mut bytes)?;
    }
}

fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<(), Lost> {
    let mut chunk = [0; 16 << 10];
    match stream.read(&mut chunk) {
        Ok(0) => Err(Lost::Cut),
        Ok(read) => {
            bytes.extend_from_slice(&chunk[..read]);
            Ok(())
        }
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
            Err(Lost::Silent)
        }
        Err(_) => Err(Lost::Cut),
    }
}

/// The head and where it ends, once all of it is there. What is no answer of a Wallet server is as good as none.
fn parse_head(bytes: &[u8]) -> Result<Option<(Head, usize)>, Lost> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(end) = response.parse(bytes).map_err(|_| Lost::Cut)? else { return Ok(None) };
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let length = value("content-length").and_then(|length| length.parse().ok()).ok_or(Lost::Cut)?;
    let head = Head {
        status: response.code.ok_or(Lost::Cut)?,
        length,
        replayed: value("idempotent-replayed") == Some("true"),
        retry_after: value("retry-after").is_some(),
        keep_alive: value("connection") != Some("close"),
    };
    Ok(Some((head, end)))
}
