//! Clients that drive a server until they are told to stop, whatever becomes of it meanwhile. Each notes what it sent
//! and what it was told.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use fastrand::Rng;
use harness::http::{Client, Lost, Response};
use wallet_domain::Flow;

use crate::mix::{ASSETS, Mix, PLAYERS};
use crate::request::{Command, Request, Told, code_of};
use crate::{PATIENCE, Verdict};

/// So many of the latest requests of all clients may be sent again by any of them.
const RECENT_MAX: usize = 16;

/// How long a client that lost its server waits for news before it tries again by itself.
const LULL: Duration = Duration::from_millis(20);

/// What a request was answered, command by command.
pub(crate) type Note = (Arc<Request>, Vec<Told>);

/// How a load is driven.
#[derive(Debug, Clone)]
pub(crate) struct LoadPlan {
    pub(crate) address: SocketAddr,
    pub(crate) clients: u64,
    pub(crate) random: Rng,
    /// What the round's keys begin with.
    pub(crate) prefix: String,
    /// Whatever takes longer was not answered in time.
    pub(crate) deadline: Duration,
    /// Whether holds are asked for.
    pub(crate) with_holds: bool,
}

/// What has happened so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counts {
    /// Requests that had an outcome, reads included.
    pub(crate) answered: u64,
    /// Requests that were told an error.
    pub(crate) errors: u64,
    /// Requests without an answer.
    pub(crate) lost: u64,
    /// Errors by their code.
    pub(crate) by_code: BTreeMap<String, u64>,
    /// The longest that any answer took.
    pub(crate) slowest: Duration,
    findings: Vec<String>,
    is_over: bool,
    /// Moves when the server is there again.
    returns: u64,
    is_down: bool,
}

/// Clients at work.
pub(crate) struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<Vec<Note>>>,
}

struct Shared {
    plan: LoadPlan,
    counts: Mutex<Counts>,
    changed: Condvar,
    recent: Mutex<VecDeque<Arc<Request>>>,
}

impl Load {
    pub(crate) fn start(mut plan: LoadPlan) -> Self {
        let randoms: Vec<Rng> = (0..plan.clients).map(|_| plan.random.fork()).collect();
        let shared =
            Arc::new(Shared { plan, counts: Mutex::default(), changed: Condvar::new(), recent: Mutex::default() });
        let threads = randoms.into_iter().enumerate().map(|(number, random)| {
            let shared = shared.clone();
            std::thread::spawn(move || {
                let mix = Mix::new(random, format!("{}-{number}", shared.plan.prefix), shared.plan.with_holds);
                let client = Client::new(shared.plan.address, shared.plan.deadline + PATIENCE);
                Hand { shared, mix, client, notes: Vec::new(), decided: Vec::new(), posted: Vec::new() }.run()
            })
        });
        Self { threads: threads.collect(), shared }
    }

    /// Waits until the counts are as asked for.
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn(&Counts) -> bool) -> Verdict<Counts> {
        self.wait_for(PATIENCE, is_so)
            .map_err(|counts| format!("the clients have waited in vain for {what}: {counts:?}"))
    }

    /// The same, up to a time.
    pub(crate) fn wait_for(&self, time: Duration, is_so: impl Fn(&Counts) -> bool) -> Result<Counts, Counts> {
        let (counts, waited) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), time, |counts| !is_so(counts))
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() { Err(counts.clone()) } else { Ok(counts.clone()) }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.shared.lock().clone()
    }

    /// Tells the clients that there is no server for now, so that they need not try.
    pub(crate) fn down(&self) {
        self.shared.lock().is_down = true;
    }

    /// Tells them that it is back.
    pub(crate) fn up(&self) {
        let mut counts = self.shared.lock();
        counts.is_down = false;
        counts.returns += 1;
        drop(counts);
        self.shared.changed.notify_all();
    }

    /// Stops the clients and gives what they noted, and what was found.
    pub(crate) fn finish(mut self) -> (Vec<Note>, Counts, Vec<String>) {
        self.stop();
        let mut notes = Vec::new();
        let mut counts = self.counts();
        for thread in self.threads.drain(..) {
            match thread.join() {
                Ok(of_one) => notes.extend(of_one),
                Err(_) => counts.findings.push("a client panicked".to_owned()),
            }
        }
        let findings = std::mem::take(&mut self.shared.lock().findings);
        (notes, self.counts(), findings)
    }

    fn stop(&self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stop();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recent(&self) -> MutexGuard<'_, VecDeque<Arc<Request>>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One client.
struct Hand {
    shared: Arc<Shared>,
    mix: Mix,
    client: Client,
    notes: Vec<Note>,
    /// Commands that it knows to be decided.
    decided: Vec<Command>,
    /// Those that are posted.
    posted: Vec<Command>,
}

impl Hand {
    fn run(mut self) -> Vec<Note> {
        loop {
            {
                let counts = self.shared.lock();
                // A server that is down is waited for; that the round is over comes before that.
                let counts = self.shared.changed.wait_while(counts, |counts| counts.is_down && !counts.is_over);
                if counts.unwrap_or_else(PoisonError::into_inner).is_over {
                    return self.notes;
                }
            }
            match self.mix.random().u8(0..100) {
                0..60 => self.send_new(),
                60..72 => self.send_own_again(),
                72..82 => self.send_anyones_again(),
                82..88 => self.abandon(),
                88..91 => self.misuse(),
                91..93 => self.try_out(),
                _ => self.read(),
            }
        }
    }

    fn send_new(&mut self) {
        let request = self.new_request();
        self.send(request);
    }

    /// A new request, which others may send as well from the moment on that it exists.
    fn new_request(&mut self) -> Arc<Request> {
        let request = Arc::new(self.mix.request(&self.posted));
        let mut recent = self.shared.recent();
        if recent.len() == RECENT_MAX {
            recent.pop_front();
        }
        recent.push_back(request.clone());
        request
    }

    fn send_own_again(&mut self) {
        let back_max = self.notes.len().min(30);
        if back_max > 0 {
            let position = self.notes.len() - 1 - self.mix.random().usize(0..back_max);
            self.send(self.notes[position].0.clone());
        }
    }

    fn send_anyones_again(&mut self) {
        let recent = self.shared.recent().iter().cloned().collect::<Vec<_>>();
        // The youngest is the likeliest to be on its way still.
        let back = self.mix.random().usize(0..4);
        if let Some(request) = recent.iter().rev().nth(back) {
            self.send(request.clone());
        }
    }

    fn send(&mut self, request: Arc<Request>) {
        let answer = self.client.send(&request.bytes);
        let told = match &answer {
            Ok(answer) => request.read(answer),
            Err(_) => vec![Told::Nothing; request.commands.len()],
        };
        for (command, told) in request.commands.iter().zip(&told) {
            if let Told::Outcome(outcome) = told {
                // A release asks for no amount, so that it cannot be asked for with another.
                if command.flow != Flow::Release {
                    self.decided.push(command.clone());
                }
                if outcome.posted.is_some() {
                    self.posted.push(command.clone());
                }
            }
        }
        let error = told.iter().find_map(|told| if let Told::Error(code) = told { Some(*code) } else { None });
        self.notes.push((request, told));
        self.count(answer, error.map(str::to_owned));
    }

    /// Asks what would come of something that nobody ever asks for.
    fn try_out(&mut self) {
        let request = Arc::new(self.mix.trial());
        self.send(request);
    }

    /// Sends a request and hangs up: nobody is told anything, and it may be carried out.
    fn abandon(&mut self) {
        let request = self.new_request();
        let sent = self.client.abandon(&request.bytes);
        let told = vec![Told::Nothing; request.commands.len()];
        self.notes.push((request, told));
        if let Err(lost) = sent {
            self.count(Err(lost), None);
        }
    }

    /// Uses a key that is decided for something else.
    fn misuse(&mut self) {
        let back_max = self.decided.len().min(100);
        if back_max == 0 {
            return;
        }
        let position = self.decided.len() - 1 - self.mix.random().usize(0..back_max);
        let request = Mix::misuse(&self.decided[position]);
        let answer = self.client.send(&request.bytes);
        let told = answer.as_ref().ok().and_then(|answer| request.read(answer).pop());
        let is_refused = answer.as_ref().is_ok_and(|answer| {
            answer.status == 422 && code_of(answer.text()).as_deref() == Some("idempotency_key_reused")
        });
        match told {
            Some(Told::Error(code)) => self.count(answer, Some(code.to_owned())),
            Some(told) if !is_refused => {
                let command = &self.decided[position];
                self.shared.lock().findings.push(format!("{command:?} is decided, and with its key was told {told:?}"));
                self.count(answer, None);
            }
            _ => self.count(answer, None),
        }
    }

    fn read(&mut self) {
        let random = self.mix.random();
        let (player, asset) = (random.u64(0..PLAYERS), ASSETS[random.usize(0..ASSETS.len())]);
        let path = match random.u8(0..4) {
            0 => format!("/v1/wallets/player_{player}"),
            1 => format!("/v1/wallets/player_{player}/{asset}/entries?limit=5"),
            2 => "/v1/assets".to_owned(),
            _ => format!("/v1/wallets/player_{player}/{asset}"),
        };
        let answer = self.client.get(&path);
        let error = match &answer {
            Ok(answer) if answer.status == 503 => code_of(answer.text()),
            Ok(answer) if answer.status != 200 => {
                let finding = format!("{path} was answered {} {}", answer.status, answer.text());
                self.shared.lock().findings.push(finding);
                None
            }
            _ => None,
        };
        if let Ok(answer) = &answer
            && error.is_some()
            && !answer.has_retry_after()
        {
            self.shared.lock().findings.push(format!("{path} was answered 503 without Retry-After"));
        }
        self.count(answer, error);
    }

    /// Counts a request, and whether it was answered in time.
    fn count(&self, answer: Result<Response, Lost>, error: Option<String>) {
        let deadline = self.shared.plan.deadline;
        let mut counts = self.shared.lock();
        match answer {
            Ok(answer) => {
                counts.slowest = counts.slowest.max(answer.took);
                if answer.took > deadline {
                    let finding =
                        format!("an answer came after {:?}: {} {}", answer.took, answer.status, answer.text());
                    counts.findings.push(finding);
                }
                match error {
                    None => counts.answered += 1,
                    Some(code) => {
                        counts.errors += 1;
                        *counts.by_code.entry(code).or_default() += 1;
                    }
                }
            }
            Err(Lost::Silent) => counts.findings.push("a request was not answered at all".to_owned()),
            Err(Lost::Refused | Lost::Cut) => {
                counts.lost += 1;
                // Most likely it will be said in a moment that the server is down, or is back.
                let returns = counts.returns;
                let waiting = self
                    .shared
                    .changed
                    .wait_timeout_while(counts, LULL, |counts| counts.returns == returns && !counts.is_over);
                drop(waiting);
            }
        }
        self.shared.changed.notify_all();
    }
}

/// When a round is to be broken, and when it has gone on for long enough afterwards.
pub(crate) fn answered_since(before: &Counts, more: u64) -> impl Fn(&Counts) -> bool + use<> {
    let due = before.answered + more;
    move |counts| counts.answered >= due
}
