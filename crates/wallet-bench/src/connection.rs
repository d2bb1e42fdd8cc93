//! One connection, kept alive: a request out, its answer in, within a time.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::response::Reader;

/// A connection that was idle for longer may have been closed by the server, which is no failure.
const FRESH: Duration = Duration::from_secs(1);

/// What became of a connection or of a request on it, by the names in the outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    Timeout,
    Lost,
    Malformed,
}

impl Broken {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Lost => "connection_lost",
            Self::Malformed => "malformed_answer",
        }
    }
}

/// A place for a connection: made when it is needed, made anew after it broke.
#[derive(Debug)]
pub(crate) struct Connection {
    address: SocketAddr,
    timeout: Duration,
    stream: Option<(TcpStream, Instant)>,
    reader: Reader,
}

impl Connection {
    pub(crate) fn new(address: SocketAddr, timeout: Duration) -> Self {
        Self { address, timeout, stream: None, reader: Reader::new() }
    }

    /// Connects, unless that is done.
    pub(crate) async fn connect(&mut self) -> std::io::Result<()> {
        if let Some((stream, used)) = &self.stream {
            let closed = used.elapsed() > FRESH
                && !matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
            if !closed {
                return Ok(());
            }
            self.stream = None;
        }
        let stream = tokio::time::timeout(self.timeout, TcpStream::connect(self.address))
            .await
            .map_err(|_| std::io::Error::from(ErrorKind::TimedOut))??;
        stream.set_nodelay(true)?;
        self.stream = Some((stream, Instant::now()));
        Ok(())
    }

    /// Sends a request and reads its answer, which the connection then holds. After a failure it is not connected.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<(), Broken> {
        let Some((mut stream, _)) = self.stream.take() else { return Err(Broken::Lost) };
        let reader = &mut self.reader;
        let exchange = async {
            stream.write_all(request).await.map_err(|_| Broken::Lost)?;
            reader.begin();
            loop {
                if stream.read_buf(reader.space()).await.map_err(|_| Broken::Lost)? == 0 {
                    return Err(Broken::Lost);
                }
                if reader.advance().map_err(|_| Broken::Malformed)? {
                    return Ok(());
                }
            }
        };
        tokio::time::timeout(self.timeout, exchange).await.unwrap_or(Err(Broken::Timeout))?;
        if self.reader.keeps_alive() {
            self.stream = Some((stream, Instant::now()));
        }
        Ok(())
    }

    pub(crate) fn status(&self) -> u16 {
        self.reader.status()
    }

    pub(crate) fn body(&self) -> &[u8] {
        self.reader.body()
    }
}
