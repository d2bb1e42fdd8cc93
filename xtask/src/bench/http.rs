//! As much of HTTP/1.1 as asking our own server takes: reads over one kept connection, answers with a length.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use harness::run::Failure;

use super::json::Json;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A connection to a server.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Client {
    /// Connects to `http://ADDRESS`.
    pub(super) fn connect(url: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(url.trim_start_matches("http://"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    pub(super) fn get(&mut self, path: &str) -> Result<Answer, Failure> {
        self.stream.get_mut().write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes())?;
        self.read()
    }

    /// What is answered with 2xx, as JSON.
    pub(super) fn get_json(&mut self, path: &str) -> Result<Json, Failure> {
        let answer = self.get(path)?;
        answer.json(&format!("GET {path}"))
    }

    fn read(&mut self) -> Result<Answer, Failure> {
        let strange = || Failure::new("the server answered something that is no HTTP");
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(strange)?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(|_| strange())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body: String::from_utf8(body).map_err(|_| strange())? })
    }
}

impl Answer {
    fn json(&self, what: &str) -> Result<Json, Failure> {
        if self.status / 100 != 2 {
            return Err(Failure::new(format!("{what} was answered {}: {}", self.status, self.body)));
        }
        Json::parse(&self.body).map_err(|error| Failure::new(format!("{what}: {error}")))
    }
}
