//! A client that sends what it is told to, byte for byte: a library would not send the requests that tests are about.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a test waits for an answer before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: None }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A POST of a JSON text.
    pub(crate) fn post(target: &str, json: &str) -> Self {
        Self::new("POST", target).json(json)
    }

    /// The same with a JSON text.
    pub(crate) fn json(self, json: &str) -> Self {
        self.header("Content-Type", "application/json").body(json)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self
    }

    /// The head as it is sent, the empty line included.
    pub(crate) fn head(&self) -> String {
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

    /// Sends it on a connection of its own and reads the answer.
    pub(crate) fn send(&self, address: SocketAddr) -> Response {
        let mut stream = connect(address);
        let mut bytes = self.head().into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        // A server that has heard enough may close while the rest is still being sent; its answer is there to read.
        let _ = stream.write_all(&bytes);
        read_answer(stream)
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket has a timeout");
    stream
}

/// Reads to the end of a connection that is closed after one answer.
pub(crate) fn read_answer(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes);
    Response::parse(&bytes).unwrap_or_else(|| panic!("no answer ({end:?}): {:?}", String::from_utf8_lossy(&bytes)))
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
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Option<Self> {
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
        Some(Self { status, body: if is_chunked { joined(body)? } else { body.to_vec() }, headers })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("answers are UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The body, if the status is the expected one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    #[track_caller]
    pub(crate) fn assert_status(&self, status: u16) {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
    }

    /// The problem with this code, which must have all that a problem has.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let body = self.expect(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(body["type"], format!("urn:wallet:problem:{code}"));
        assert_eq!(body["status"], status);
        assert_eq!(body["detail"], body["error"]);
        assert!(body["title"].is_string() && body["error"].as_str().is_some_and(|text| text.ends_with('.')), "{body}");
        body
    }

    /// A problem out of another answer, as it would have been alone.
    pub(crate) fn of_problem(body: &str) -> Self {
        let status = serde_json::from_str::<Value>(body).expect("JSON")["status"].as_u64().expect("a status");
        Self {
            status: u16::try_from(status).expect("a status"),
            headers: vec![("content-type".into(), "application/problem+json".into())],
            body: body.as_bytes().to_vec(),
        }
    }

    pub(crate) fn is_replay(&self) -> bool {
        self.header("idempotent-replayed") == Some("true")
    }
}
