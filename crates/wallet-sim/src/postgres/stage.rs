//! A server's stage: where its execution stands, and the simulator's word that lets it go on.
//!
//! ```text
//! Idle -> Going -> Gate       its BEGIN is held by the proxy
//!         Going -> Between    its first flight is back, all locks are held, nothing is written
//!         Going -> Answered
//! ```
//! An execution that is let go from one place comes to the next, or waits for a lock that the other server holds: then
//! it stays on its way until that one was let go. A try that is made again comes to the gate again.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use tokio::sync::{Notify, oneshot};
use wallet_domain::{Outcome, StoreError};
use wallet_postgres::BetweenFlights;

/// Where an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Idle,
    Going,
    Gate,
    Between,
    Answered,
}

/// How a flight is cut. What is cut after it was sent is cut only when the database has done with it, so that what
/// became of it does not depend on who was faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The database hears nothing of it.
    Unsent,
    /// It hears so many 256ths of it.
    HalfSent(u8),
    /// It has done all of it, and its answer is lost.
    Unanswered,
    /// It has done all of it, and so many 256ths of its answer arrive.
    HalfAnswered(u8),
}

impl Cut {
    pub(crate) fn name(self, is_second_flight: bool) -> &'static str {
        match (self, is_second_flight) {
            (Self::Unsent, false) => "cut before the first flight",
            (Self::HalfSent(_) | Self::Unanswered | Self::HalfAnswered(_), false) => "cut within the first flight",
            (Self::Unsent, true) => "cut before the second flight",
            (Self::HalfSent(_), true) => "cut within the second flight",
            (Self::Unanswered, true) => "cut after COMMIT",
            (Self::HalfAnswered(_), true) => "cut within the answer to COMMIT",
        }
    }
}

/// An execution's answer.
pub(crate) type Answer = Result<Vec<Outcome>, StoreError>;

pub(crate) struct Stage {
    state: Mutex<State>,
    /// Told at every change; both servers' stages share it.
    changed: Arc<Notify>,
}

struct State {
    place: Place,
    go: Option<oneshot::Sender<Option<Cut>>>,
    answer: Option<Answer>,
    /// The database's process of the connection that began last.
    process: Option<i32>,
    /// How often the execution was let through the gate.
    tries: u32,
    /// What becomes of the second flight.
    cut: Option<Cut>,
    /// The database's processes whose connections are relayed.
    relayed: BTreeSet<i32>,
    /// So many connections to come are refused.
    refusals: u32,
}

impl Stage {
    pub(crate) fn new(changed: Arc<Notify>) -> Self {
        let state = State {
            place: Place::Idle,
            go: None,
            answer: None,
            process: None,
            tries: 0,
            cut: None,
            relayed: BTreeSet::new(),
            refusals: 0,
        };
        Self { state: Mutex::new(state), changed }
    }

    pub(crate) fn place(&self) -> Place {
        self.state().place
    }

    pub(crate) fn tries(&self) -> u32 {
        self.state().tries
    }

    /// The process of the database that works for the execution, while there is a connection to it.
    pub(crate) fn process(&self) -> Option<i32> {
        let state = self.state();
        state.process.filter(|process| state.relayed.contains(process))
    }

    /// All processes of the database that work for the server, or would.
    pub(crate) fn processes(&self) -> BTreeSet<i32> {
        self.state().relayed.clone()
    }

    /// An execution begins.
    pub(crate) fn begin(&self) {
        let mut state = self.state();
        (state.place, state.process, state.tries, state.cut) = (Place::Going, None, 0, None);
    }

    /// An execution has ended.
    pub(crate) fn answer(&self, answer: Answer) {
        let mut state = self.state();
        (state.place, state.answer, state.cut) = (Place::Answered, Some(answer), None);
        self.changed.notify_one();
    }

    /// Takes the answer, if there is one.
    pub(crate) fn take_answer(&self) -> Option<Answer> {
        let mut state = self.state();
        let answer = state.answer.take()?;
        state.place = Place::Idle;
        Some(answer)
    }

    /// The execution is given up by its caller.
    pub(crate) fn abandon(&self) {
        let mut state = self.state();
        (state.place, state.go, state.cut) = (Place::Idle, None, None);
    }

    /// Lets an execution that has stopped go on; what it sends then may be cut.
    pub(crate) fn let_go(&self, cut: Option<Cut>) {
        let mut state = self.state();
        let go = state.go.take().expect("only what has stopped is let go");
        if state.place == Place::Gate {
            state.tries += 1;
        } else {
            state.cut = cut;
        }
        state.place = Place::Going;
        assert!(go.send(cut).is_ok(), "only the simulator abandons an execution, and then does not let it go");
    }

    pub(crate) fn refuse(&self, connections: u32) {
        self.state().refusals = connections;
    }

    pub(crate) fn is_refusing(&self) -> bool {
        self.state().refusals > 0
    }

    /// Whether the next connection is refused.
    pub(crate) fn refuses(&self) -> bool {
        let refusals = &mut self.state().refusals;
        let refuses = *refusals > 0;
        *refusals = refusals.saturating_sub(1);
        refuses
    }

    /// A connection holds its BEGIN until it may go on: `None` if nobody will ever say so.
    pub(crate) async fn stop_at_gate(&self, process: Option<i32>) -> Option<Option<Cut>> {
        self.state().process = process;
        self.stop(Place::Gate).await
    }

    /// How the second flight on the connection to `process` is cut.
    pub(crate) fn take_cut(&self, process: Option<i32>) -> Option<Cut> {
        let mut state = self.state();
        if process == state.process { state.cut.take() } else { None }
    }

    pub(crate) fn connected(&self, process: i32) {
        self.state().relayed.insert(process);
    }

    pub(crate) fn disconnected(&self, process: i32) {
        self.state().relayed.remove(&process);
        self.changed.notify_one();
    }

    async fn stop(&self, place: Place) -> Option<Option<Cut>> {
        let (go, gone) = oneshot::channel();
        {
            let mut state = self.state();
            (state.place, state.go, state.cut) = (place, Some(go), None);
        }
        self.changed.notify_one();
        gone.await.ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the stage")
    }
}

#[async_trait]
impl BetweenFlights for Stage {
    async fn reached(&self) {
        self.stop(Place::Between).await;
    }
}
