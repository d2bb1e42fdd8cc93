//! The way from a server to the database: a relay that holds every BEGIN at the gate, and cuts flights.
//!
//! A client that is gone, or cut off, leaves the database with whatever it has sent: the database is told only when it
//! has done all of that. It would notice by itself at a moment that no seed decides, and until then hold locks.

use std::net::SocketAddr;
use std::sync::Arc;

use harness::frames::{Frames, begins, ends, is_answered, is_ready, process};
use harness::proxy::{Link, Over, READ_MAX, Relay, listen};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::stage::{Cut, Stage};
use crate::model::Verdict;

/// Starts a proxy of a stage, and gives its port. It ends with the runtime.
pub(crate) async fn start(stage: Arc<Stage>, database: SocketAddr) -> Verdict<u16> {
    let admit = move || (!stage.refuses()).then(|| Gate::new(stage.clone()));
    listen(database, admit).await.map_err(|error| format!("no port: {error}"))
}

struct Gate {
    stage: Arc<Stage>,
    /// The database's process at the other end, once it has told.
    process: Option<i32>,
    /// What the client says, message by message.
    up: Frames,
    /// What the database says, message by message.
    down: Frames,
    /// How many requests the database has not answered yet.
    unanswered: u32,
    /// What is gathered of a flight that is cut.
    flight: Option<(Cut, Vec<u8>)>,
}

impl Relay for Gate {
    async fn sent(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        self.up.push(bytes);
        let mut sent = Vec::new();
        let mut cut = None;
        while let Some(message) = self.up.next() {
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
                        return self.cut_flight(how, &flight, link).await;
                    }
                }
            }
            if let Some(Cut::HalfSent(_)) = cut {
                break;
            }
        }
        link.server.write_all(&sent).await?;
        if cut.is_some() { Err(Over) } else { Ok(()) }
    }

    async fn answered(&mut self, bytes: &[u8], link: &mut Link) -> Result<(), Over> {
        let answers = self.take_answers(bytes);
        Ok(link.client.write_all(&answers).await?)
    }

    async fn end(mut self, mut link: Link) {
        // The client hears no more of it.
        let _ = link.client.shutdown().await;
        if let Some(process) = self.process {
            self.stage.disconnected(process);
        }
        let _ = self.read_answers(&mut link.server).await;
    }
}

impl Gate {
    fn new(stage: Arc<Stage>) -> Self {
        let (up, down) = (Frames::of_client(), Frames::of_server());
        Self { stage, process: None, up, down, unanswered: 0, flight: None }
    }

    /// The messages that the database has sent whole.
    fn take_answers(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.down.push(bytes);
        let mut answers = Vec::new();
        while let Some(message) = self.down.next() {
            if let Some(process) = process(&message) {
                self.process = Some(process);
                self.stage.connected(process);
            }
            self.unanswered = self.unanswered.saturating_sub(u32::from(is_ready(&message)));
            answers.extend(message);
        }
        answers
    }

    /// Cuts a flight that is all there.
    async fn cut_flight(&mut self, cut: Cut, flight: &[u8], link: &mut Link) -> Result<(), Over> {
        let part = |bytes: &[u8], share: u8| bytes.len() * usize::from(share) / 256;
        if let Cut::HalfSent(share) = cut {
            link.server.write_all(&flight[..part(flight, share)]).await?;
            return Err(Over);
        }
        link.server.write_all(flight).await?;
        let mut frames = Frames::of_server();
        frames.push(flight);
        while let Some(message) = frames.next() {
            self.unanswered += u32::from(is_answered(&message));
        }
        let answers = self.read_answers(&mut link.server).await?;
        if let Cut::HalfAnswered(share) = cut {
            link.client.write_all(&answers[..part(&answers, share)]).await?;
        }
        Err(Over)
    }

    /// Reads the database's answers until it has answered everything.
    async fn read_answers(&mut self, server: &mut TcpStream) -> Result<Vec<u8>, Over> {
        let mut answers = Vec::new();
        let mut bytes = vec![0; READ_MAX];
        while self.unanswered > 0 {
            let Ok(read @ 1..) = server.read(&mut bytes).await else { return Err(Over) };
            answers.extend(self.take_answers(&bytes[..read]));
        }
        Ok(answers)
    }
}
