//! An HTTP client that sends a request byte for byte. A library would refuse to send the malformed ones that tests need.
//!
//! [`Request`] and [`Response`] are for one exchange on a connection of its own; what fails there fails the test.
//! [`Client`] keeps its connection and says how an answer was [`Lost`].

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::PATIENCE;

/// A request in the making.
#[derive(Clone)]
#[must_use = "nothing is sent yet"]
pub struct Request {
    /// The method, whatever it is.
    pub method: String,
    /// The path and the query, as they are sent.
    pub target: String,
    /// The headers but for `Host`, `Connection` and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: None }
    }

    /// A GET.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A POST of a JSON text.
    pub fn post(target: &str, json: &str) -> Self {
        Self::new("POST", target).json(json)
    }

    /// The same with a JSON text.
    pub fn json(self, json: &str) -> Self {
        self.header("Content-Type", "application/json").body(json)
    }

    /// The same with a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same under an idempotency key.
    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// The same with a body.
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self
    }

    /// The head as it is sent, the empty line included.
    pub fn head(&self) -> String {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        if !self.headers.iter().any(|(name, _)| name == "Host") {
            lines.push("Host: localhost".into());
        }
        lines.push("Connection: close".into());
        for (name, value) in &self.headers {
            lines.push(format!("{name}: {value}"));
        }
        if let Some(body) = &self.body {
            lines.push(format!("Content-Length: {}", body.len()));
        }
        lines.join("\r\n") + "\r\n\r\n"
    }

    /// The whole request as it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head().into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }

    /// Sends the request on a connection of its own and reads the answer.
    pub fn send(&self, address: impl ToSocketAddrs) -> Response {
        let mut stream = connect(address);
        // A server that has heard enough may close while the rest is still being sent; its answer is there to read.
        let _ = stream.write_all(&self.bytes());
        read_answer(stream)
    }
}

/// A connection whose reads fail after [`PATIENCE`].
pub fn connect(address: impl ToSocketAddrs) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket has a timeout");
    stream
}

/// Reads to the end of a connection that is closed after one answer.
pub fn read_answer(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes);
    Response::parse(&bytes).unwrap_or_else(|| panic!("no answer ({end:?}): {:?}", String::from_utf8_lossy(&bytes)))
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nobody listens there.
    Refused,
    /// The connection ended before the answer did, or what came was no answer.
    Cut,
    /// Nothing came for longer than any answer may take.
    Silent,
}

/// A connection that is made when it is needed, and anew after it broke.
pub struct Client {
    address: SocketAddr,
    patience: Duration,
    stream: Option<TcpStream>,
}

impl Client {
    /// A client that waits for an answer for as long as `patience`.
    pub fn new(address: SocketAddr, patience: Duration) -> Self {
        Self { address, patience, stream: None }
    }

    /// Sends a GET and reads its answer.
    pub fn get(&mut self, path: &str) -> Result<Response, Lost> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())
    }

    /// Sends a request, all its bytes, and reads its answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Response, Lost> {
        let began = Instant::now();
        let mut stream = self.connected()?;
        stream.write_all(request).map_err(|_| Lost::Cut)?;
        let mut bytes = Vec::new();
        let answer = loop {
            if let Some(answer) = Response::parse_whole(&bytes) {
                break answer;
            }
            read_more(&mut stream, &mut bytes)?;
        };
        if answer.header("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok(Response { took: began.elapsed(), ..answer })
    }

    /// Sends a request and goes away without waiting for the answer.
    pub fn abandon(&mut self, request: &[u8]) -> Result<(), Lost> {
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

fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<(), Lost> {
    let mut chunk = [0; 16 << 10];
    match stream.read(&mut chunk) {
        Ok(0) => Err(Lost::Cut),
        Ok(read) => {
            bytes.extend_from_slice(&chunk[..read]);
            Ok(())
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Err(Lost::Silent),
        Err(_) => Err(Lost::Cut),
    }
}

/// What chunks hold, if the last one came (RFC 9112, section 7.1).
fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        let begin = line + 2;
        whole.extend_from_slice(rest.get(begin..begin + size)?);
        rest = rest.get(begin + size + 2..)?;
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, put together if it came in chunks.
    pub body: Vec<u8>,
    /// The time from sending to the whole answer, where a [`Client`] took it.
    pub took: Duration,
}

impl Response {
    /// Reads all that came on a connection that is closed.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let is_chunked = headers.iter().any(|header| header.0 == "transfer-encoding" && header.1 == "chunked");
        let body = &bytes[end + 4..];
        let body = if is_chunked { joined(body)? } else { body.to_vec() };
        Some(Self { status, headers, body, took: Duration::ZERO })
    }

    /// Reads what has come so far on a connection that is kept, once it is a whole answer.
    fn parse_whole(bytes: &[u8]) -> Option<Self> {
        let answer = Self::parse(bytes)?;
        let length = answer.header("content-length").and_then(|length| length.parse().ok());
        let is_chunked = answer.header("transfer-encoding").is_some();
        length.map_or(is_chunked, |length| answer.body.len() >= length).then_some(answer)
    }

    /// A header's value; the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("answers are UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The status and the body as JSON.
    pub fn into_json(self) -> (u16, Value) {
        (self.status, self.json())
    }

    /// The body, if the status is the expected one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The status must be the expected one.
    #[track_caller]
    pub fn assert_status(&self, status: u16) {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
    }

    /// The problem with this code, which must have all that a problem has.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let body = self.expect(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["type"], format!("urn:wallet:problem:{code}"));
        assert_eq!(body["status"], status);
        assert_eq!(body["detail"], body["error"]);
        assert!(body["title"].is_string() && body["error"].as_str().is_some_and(|text| text.ends_with('.')), "{body}");
        body
    }

    /// An answer that nobody sent.
    pub fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned())).collect();
        Self { status, headers, body: body.as_bytes().to_vec(), took: Duration::ZERO }
    }

    /// Whether the answer says when to come again.
    pub fn has_retry_after(&self) -> bool {
        self.header("retry-after").is_some()
    }

    /// Whether the answer says that it is a replay.
    pub fn is_replay(&self) -> bool {
        self.header("idempotent-replayed") == Some("true")
    }
}
