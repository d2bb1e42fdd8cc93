//! The way from a server to the database: a proxy that holds every BEGIN at the gate, and cuts flights.
//!
//! A client that is gone, or cut off, leaves the database with whatever it has sent: the database is told only when it
//! has done all of that. It would notice by itself at a moment that no seed decides, and until then hold locks.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::frames::{Frames, begins, ends, is_answered, is_ready, process};
use super::stage::{Cut, Stage};
use crate::model::Verdict;

/// So much is read at once.
const READ_MAX: usize = 1 << 16;

/// Starts a proxy of a stage, and gives its port. It ends with the runtime.
pub(crate) async fn start(stage: Arc<Stage>, database: SocketAddr) -> Verdict<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| format!("no port: {error}"))?;
    let port = listener.local_addr().map_err(|error| format!("no port: {error}"))?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            if stage.refuses() {
                continue;
            }
            // A database that is not there is like one that does not let us in.
            let Ok(server) = TcpStream::connect(database).await else { continue };
            // Answers are small, and each waits for the next.
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            tokio::spawn(Relay::new(stage.clone(), client, server).run());
        }
    });
    Ok(port)
}

/// A connection that is over, in whatever way.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

struct Relay {
    stage: Arc<Stage>,
    client: TcpStream,
    server: TcpStream,
    /// The database's process at the other end, once it has told.
    process: Option<i32>,
    /// What the database says, message by message.
    down: Frames,
    /// How many requests the database has not answered yet.
    unanswered: u32,
    /// What is gathered of a flight that is cut.
    flight: Option<(Cut, Vec<u8>)>,
}

impl Relay {
    fn new(stage: Arc<Stage>, client: TcpStream, server: TcpStream) -> Self {
        Self { stage, client, server, process: None, down: Frames::of_server(), unanswered: 0, flight: None }
    }

    async fn run(mut self) {
        let Err(Over) = self.pass().await;
        // The client hears no more of it.
        let _ = self.client.shutdown().await;
        if let Some(process) = self.process {
            self.stage.disconnected(process);
        }
        let _ = self.read_answers().await;
    }

    async fn pass(&mut self) -> Result<std::convert::Infallible, Over> {
        let (mut from_client, mut from_server) = (vec![0; READ_MAX], vec![0; READ_MAX]);
        let mut up = Frames::of_client();
        loop {
            tokio::select! {
                // In an order of our own: the other is random, and not by the seed.
                biased;
                read = self.server.read(&mut from_server) => {
                    let Ok(read @ 1..) = read else { return Err(Over) };
                    self.down.push(&from_server[..read]);
                    self.pass_down().await?;
                }
                read = self.client.read(&mut from_client) => {
                    let Ok(read @ 1..) = read else { return Err(Over) };
                    up.push(&from_client[..read]);
                    self.pass_up(&mut up).await?;
                }
            }
        }
    }

    async fn pass_down(&mut self) -> Result<(), Over> {
        let mut answers = Vec::new();
        while let Some(message) = self.down.next() {
            if let Some(process) = process(&message) {
                self.process = Some(process);
                self.stage.connected(process);
            }
            self.unanswered = self.unanswered.saturating_sub(u32::from(is_ready(&message)));
            answers.extend(message);
        }
        Ok(self.client.write_all(&answers).await?)
    }

    async fn pass_up(&mut self, up: &mut Frames) -> Result<(), Over> {
        let mut sent = Vec::new();
        let mut cut = None;
        while let Some(message) = up.next() {
            if begins(&message) {
                match self.stage.stop_at_gate(self.process).await {
                    None | Some(Some(Cut::Unsent)) => return Err(Over),
                    Some(how) => cut = how,
                }
            } else if self.flight.is_none() {
                self.flight = self.stage.take_cut(self.process).map(|cut| (cut, Vec::new()));
            }
            match &mut self.flight {
                None => {
                    sent.extend(&message);
                    self.unanswered += u32::from(is_answered(&message));
                }
                Some((Cut::Unsent, _)) => return Err(Over),
                Some((how, gathered)) => {
                    let is_last = ends(&message);
                    gathered.extend(message);
                    if is_last {
                        let (how, flight) = (*how, std::mem::take(gathered));
                        return self.cut_flight(how, &flight).await;
                    }
                }
            }
            if let Some(Cut::HalfSent(_)) = cut {
                break;
            }
        }
        self.server.write_all(&sent).await?;
        if cut.is_some() { Err(Over) } else { Ok(()) }
    }

    /// Cuts a flight that is all there.
    async fn cut_flight(&mut self, cut: Cut, flight: &[u8]) -> Result<(), Over> {
        let part = |bytes: &[u8], share: u8| bytes.len() * usize::from(share) / 256;
        if let Cut::HalfSent(share) = cut {
            self.server.write_all(&flight[..part(flight, share)]).await?;
            return Err(Over);
        }
        self.server.write_all(flight).await?;
        let mut frames = Frames::of_server();
        frames.push(flight);
        while let Some(message) = frames.next() {
            self.unanswered += u32::from(is_answered(&message));
        }
        let answers = self.read_answers().await?;
        if let Cut::HalfAnswered(share) = cut {
            self.client.write_all(&answers[..part(&answers, share)]).await?;
        }
        Err(Over)
    }

    /// All that the database answers until it has answered everything.
    async fn read_answers(&mut self) -> Result<Vec<u8>, Over> {
        let mut answers = Vec::new();
        let mut bytes = vec![0; READ_MAX];
        while self.unanswered > 0 {
            let Ok(read @ 1..) = self.server.read(&mut bytes).await else { return Err(Over) };
            self.down.push(&bytes[..read]);
            while let Some(message) = self.down.next() {
                self.unanswered = self.unanswered.saturating_sub(u32::from(is_ready(&message)));
                answers.extend(message);
            }
        }
        Ok(answers)
    }
}
