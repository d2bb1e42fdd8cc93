//! A connection that is watched: it ends if its other side does not send, or does not read, for too long.
//!
//! The HTTP library times the first head of a connection and no other, and waits without end for a client that does not
//! read its answers; a single byte would hold a connection for ever. So the bounds are kept here, around the socket:
//!
//! | while | bound |
//! |---|---|
//! | the first head is on its way | the head's timeout, from the connection's begin |
//! | nothing is asked for | the keep-alive time, and the head's timeout on top of it |
//! | a later head is on its way | the head's timeout, from its first byte |
//! | an answer is not read | the write timeout, from the last byte that the other side took |
//! | a request is carried out | none here: bodies and answers have their own |
//!
//! Whether an answer is read is judged by progress. The system says that a socket takes more only once a third of what it
//! keeps has gone, which a slow reader may need a minute for; so when the time is over, the socket is asked itself: if it
//! takes a single byte more, the other side has taken some, and the time begins anew. So who takes nothing is ended within
//! twice the time.
//!
//! The middleware `Edge` says when a head has arrived and when its request was answered ([`Progress`]). A timer is set
//! anew only when it is late, so a request costs a look at the clock and seldom more.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::http::metrics::OpenConnection;

/// The answer to a head that did not come in time. There is no request yet that a problem could answer.
const REQUEST_TIMEOUT: &[u8] = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// How long a client may go on sending after it was told that its connection ends.
pub(super) const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// How long the other side may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) head: Duration,
    pub(crate) keep_alive: Duration,
    pub(crate) write: Duration,
}

/// Why a connection was ended from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Nothing came.
    Idle,
    /// A head began and did not end.
    SlowHead,
    /// An answer was not read.
    SlowReader,
    /// The bytes were no HTTP.
    Malformed,
    /// A head had too many fields or bytes.
    HeadTooLarge,
}

impl Cut {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::SlowHead => "slow_head",
            Self::SlowReader => "slow_reader",
            Self::Malformed => "malformed",
            Self::HeadTooLarge => "head_too_large",
        }
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for Cut {}

/// The progress of a connection through its requests, shared with the middleware that sees them.
#[derive(Debug)]
pub(crate) struct Progress {
    phase: Cell<Phase>,
    patience: Patience,
    /// Whether the other side has said that nothing more comes from it.
    has_ended: Cell<bool>,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    /// Nothing of the next head has come.
    Between { until: Instant },
    /// Something has.
    Head { until: Instant },
    /// A request is carried out.
    Request,
}

impl Progress {
    /// A head has arrived.
    pub(crate) fn request_begins(&self) {
        self.phase.set(Phase::Request);
    }

    /// The request was answered; its answer may still be on its way.
    pub(crate) fn request_ends(&self) {
        self.phase.set(self.between());
    }

    /// Waits until nothing more comes from the other side: it has gone, or closed its half of the connection. A handler and
    /// the body of an answer are polled whenever something is read from their connection, so this needs no waker.
    pub(crate) async fn ended(&self) {
        poll_fn(|_| if self.has_ended.get() { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    fn between(&self) -> Phase {
        Phase::Between { until: Instant::now() + self.patience.keep_alive + self.patience.head }
    }

    fn bytes_came(&self) {
        if let Phase::Between { until } = self.phase.get() {
            self.phase.set(Phase::Head { until: until.min(Instant::now() + self.patience.head) });
        }
    }

    fn bytes_went(&self) {
        if let Phase::Between { .. } = self.phase.get() {
            self.phase.set(self.between());
        }
    }
}

/// A socket with a watch on it.
pub(crate) struct Watched {
    socket: TcpStream,
    progress: Rc<Progress>,
    /// Until when something must have been read of what is to be sent.
    write_until: Option<Instant>,
    timer: Pin<Box<Sleep>>,
    _counted: OpenConnection,
}

impl Watched {
    pub(crate) fn new(socket: TcpStream, patience: Patience) -> Self {
        let until = Instant::now() + patience.head;
        // Nothing at all is worth no more than a head that does not end.
        let phase = Cell::new(Phase::Between { until });
        let progress = Rc::new(Progress { phase, patience, has_ended: Cell::new(false) });
        Self {
            socket,
            progress,
            write_until: None,
            timer: Box::pin(sleep_until(until)),
            _counted: OpenConnection::count(),
        }
    }

    pub(crate) fn progress(&self) -> Rc<Progress> {
        self.progress.clone()
    }

    /// When the connection ends for want of a request, and why.
    fn read_due(&self) -> Option<(Instant, Cut)> {
        match self.progress.phase.get() {
            Phase::Between { until } => Some((until, Cut::Idle)),
            Phase::Head { until } => Some((until, Cut::SlowHead)),
            Phase::Request => None,
        }
    }

    /// The same; while an answer waits to be read, for want of somebody who reads: a next head that has begun behind it is
    /// not waited for yet.
    fn due(&self) -> Option<(Instant, Cut)> {
        self.write_until.map_or_else(|| self.read_due(), |until| Some((until, Cut::SlowReader)))
    }

    /// Ends the connection if it was due, else sees to it that this is asked again in time.
    fn watch(&mut self, due: Option<(Instant, Cut)>, context: &mut Context<'_>) -> Result<(), io::Error> {
        loop {
            let now = Instant::now();
            match due {
                Some((until, cut)) if until <= now => return Err(self.end(cut)),
                Some((until, _)) if until < self.timer.deadline() => self.timer.as_mut().reset(until),
                _ => {}
            }
            if self.timer.as_mut().poll(context).is_pending() {
                return Ok(());
            }
            // It was set for something that has been done since.
            let next = due.map_or(now + self.progress.patience.head, |(until, _)| until);
            self.timer.as_mut().reset(next);
        }
    }

    fn end(&self, cut: Cut) -> io::Error {
        if cut != Cut::SlowReader && self.write_until.is_none() {
            // A client that does not read it misses nothing.
            let _ = self.socket.try_write(REQUEST_TIMEOUT);
        }
        io::Error::new(io::ErrorKind::TimedOut, cut)
    }

    /// Writes past the runtime, which does not try before the system has said that there is room.
    fn write_at_once(&self, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match SockRef::from(&self.socket).send(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            written => Poll::Ready(written),
        }
    }
}

/// A head that was refused, as one that is too large, may still be on its way.
impl Drop for Watched {
    fn drop(&mut self) {
        let is_refused = matches!(self.progress.phase.get(), Phase::Head { until } if until > Instant::now());
        if let (true, Ok(runtime)) = (is_refused, Handle::try_current())
            && let Ok(socket) = SockRef::from(&self.socket).try_clone()
        {
            runtime.spawn(linger(socket.into()));
        }
    }
}

/// Throws away for a moment what still comes: a socket that is closed with something unread resets the connection, and the
/// answer is lost with it (RFC 9112, section 9.6).
async fn linger(socket: std::net::TcpStream) -> io::Result<()> {
    let mut socket = TcpStream::from_std(socket)?;
    socket.shutdown().await?;
    let mut thrown_away = vec![0; 16 * 1024];
    let to_the_end = async { while socket.read(&mut thrown_away).await.is_ok_and(|count| count > 0) {} };
    let _ = tokio::time::timeout(DISCONNECT_TIMEOUT, to_the_end).await;
    Ok(())
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(context, buffer);
        if read.is_pending() {
            // A client that does not read is judged by the write that is tried right after this.
            let due = if self.write_until.is_none() { self.read_due() } else { None };
            self.watch(due, context)?;
        } else if buffer.filled().len() > before {
            self.progress.bytes_came();
        } else if buffer.remaining() > 0 {
            self.progress.has_ended.set(true);
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut written = Pin::new(&mut self.socket).poll_write(context, bytes);
        if written.is_pending() && self.write_until.is_some_and(|until| until <= Instant::now()) {
            written = self.write_at_once(bytes);
        }
        if written.is_pending() {
            let patience = self.progress.patience.write;
            self.write_until.get_or_insert_with(|| Instant::now() + patience);
            let due = self.due();
            self.watch(due, context)?;
        } else {
            self.write_until = None;
            self.progress.bytes_went();
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
