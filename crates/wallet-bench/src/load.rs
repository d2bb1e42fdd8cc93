//! The load itself: threads of one runtime each, on it a task a connection.
//!
//! The open loop has one more thread, which lets requests go when they are due: a runtime's own timer is a
//! millisecond coarse. A free connection takes the earliest one that is due and not sent, and its latency is counted
//! from when it was due, so that a stall of the server shows in all that had to wait for it.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, LocalSet};

use crate::connection::{Broken, Connection};
use crate::mix::Operation;
use crate::options::{Mode, Options};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::schedule::Schedule;
use crate::tally::{BatchAnswer, POSTED, READ, REPLAYED, Tally, Verdict, code_of, count};
use crate::{BenchError, crew};

/// The finest step of the open loop: more wake-ups would cost the server's cores more than they tell.
const PACE: Duration = Duration::from_micros(200);
/// How often the rate is noted.
const WINDOW: Duration = Duration::from_secs(10);
/// How long to wait before a connection that was refused is tried again.
const RECONNECT: Duration = Duration::from_millis(50);

/// What all threads share.
pub(crate) struct Shared {
    pub(crate) plan: Plan,
    pub(crate) address: SocketAddr,
    pub(crate) timeout: Duration,
    batch: Option<usize>,
    /// The next number that is free, and the first that is not to be sent any more.
    next: AtomicU64,
    end: u64,
    warmup: Duration,
    until: Duration,
    /// Of each thread in the open loop: a permit a request that is due.
    due: Option<(Schedule, Vec<Semaphore>)>,
    pub(crate) answered: AtomicU64,
    pub(crate) posted: AtomicU64,
    pub(crate) failed: AtomicU64,
}

impl Shared {
    pub(crate) fn new(options: &Options, plan: Plan, address: SocketAddr) -> Self {
        let warmup = Duration::from_secs(options.warmup_s);
        let seconds = options.seconds.or((options.transactions.is_none()).then_some(10));
        let threads = options.threads.min(options.connections);
        Self {
            plan,
            address,
            timeout: Duration::from_secs(options.timeout_s),
            batch: options.batch,
            next: AtomicU64::new(0),
            end: options.transactions.unwrap_or(u64::MAX),
            warmup,
            until: seconds.map_or(Duration::MAX, |seconds| warmup + Duration::from_secs(seconds)),
            due: match options.mode {
                Mode::Closed => None,
                Mode::Open(rate) => Some((Schedule::new(rate), (0..threads).map(|_| Semaphore::new(0)).collect())),
            },
            answered: AtomicU64::new(0),
            posted: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        }
    }

    /// Takes the numbers of the next request; none are left once enough commands were sent.
    fn claim(&self) -> Option<std::ops::Range<u64>> {
        let size = self.batch.map_or(self.plan.mix.steps(), |size| size as u64);
        let first = self.next.fetch_add(size, Ordering::Relaxed);
        (first < self.end).then(|| first..self.end.min(first.saturating_add(size)))
    }

    fn exhausted(&self) -> bool {
        self.next.load(Ordering::Relaxed) >= self.end
    }
}

/// Runs the load to its end and adds up what the threads have counted.
pub(crate) fn run(shared: &Arc<Shared>, options: &Options, progress: &mut Progress) -> Result<Tally, BenchError> {
    let threads = options.threads.min(options.connections);
    let (ready, readies) = channel();
    let mut starts = Vec::new();
    let mut workers = Vec::new();
    for thread in 0..threads {
        let (shared, ready) = (shared.clone(), ready.clone());
        let (start, started) = channel::<Instant>();
        let connections = (thread..options.connections).step_by(threads).count();
        let wallets = options.wallets;
        starts.push(start);
        workers.push(std::thread::spawn(move || work(&shared, thread, connections, wallets, &ready, &started)));
    }
    drop(ready);
    for _ in 0..threads {
        readies.recv().unwrap_or_else(|_| Err(BenchError::failed("a thread has ended")))?;
    }
    let start = Instant::now() + Duration::from_millis(5);
    for sender in &starts {
        sender.send(start).map_err(|_| BenchError::failed("a thread has ended"))?;
    }
    let pacer = shared.due.is_some().then(|| {
        let shared = shared.clone();
        std::thread::spawn(move || pace(&shared, start))
    });
    let rates = watch(shared, start, &workers, progress);
    let mut sum = Tally::new(options.wallets);
    sum.rates = rates;
    for worker in workers {
        let tally = worker.join().map_err(|_| BenchError::failed("a thread of the load has panicked"))?;
        sum.add(&tally.ok_or_else(|| BenchError::failed("a thread of the load could not be started"))?);
    }
    if let Some(pacer) = pacer {
        let released = pacer.join().map_err(|_| BenchError::failed("the pacing thread has panicked"))?;
        sum.unsent += released;
    }
    Ok(sum)
}

/// Tells the progress until every thread is done. Gives the requests a second of every whole window.
fn watch(
    shared: &Shared,
    start: Instant,
    workers: &[std::thread::JoinHandle<Option<Tally>>],
    progress: &mut Progress,
) -> Vec<f64> {
    let mut told = start;
    let mut before = [0; 2];
    let (mut window, mut noted, mut rates) = (start, 0, Vec::new());
    while workers.iter().any(|worker| !worker.is_finished()) {
        std::thread::sleep(Duration::from_millis(20));
        let now = Instant::now();
        let elapsed = now.saturating_duration_since(told);
        if elapsed < Duration::from_secs(1) {
            continue;
        }
        let counts = [&shared.answered, &shared.posted].map(|counter| counter.load(Ordering::Relaxed));
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        let [requests, commands] = [0, 1].map(|index| (counts[index] - before[index]) as f64 / elapsed.as_secs_f64());
        progress.tell(&format!(
            "{:>5} s  {requests:>9.0} requests/s  {commands:>9.0} commands/s  {} failed",
            (now - start).as_secs(),
            shared.failed.load(Ordering::Relaxed)
        ));
        (told, before) = (now, counts);
        let elapsed = now.saturating_duration_since(window);
        if elapsed >= WINDOW {
            #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
            let rate = ((counts[0] - noted) as f64 / elapsed.as_secs_f64()).round();
            progress.keep(&format!("{:>5} s  {rate:>9.0} requests/s in these ten seconds", (now - start).as_secs()));
            rates.push(rate);
            (window, noted) = (now, counts[0]);
        }
    }
    progress.end();
    rates
}

/// Lets requests go as they become due. Returns how many of them were never taken.
fn pace(shared: &Shared, start: Instant) -> u64 {
    let Some((schedule, semaphores)) = &shared.due else { return 0 };
    let threads = semaphores.len() as u64;
    let mut released = 0;
    loop {
        let now = Instant::now();
        let elapsed = now.saturating_duration_since(start);
        if now >= start {
            let due = schedule.due_by(elapsed.min(shared.until));
            for (thread, semaphore) in (0..).zip(semaphores) {
                let of_thread = |due: u64| (due + threads - 1 - thread) / threads;
                semaphore.add_permits(usize::try_from(of_thread(due) - of_thread(released)).unwrap_or(0));
            }
            released = due;
        }
        if elapsed >= shared.until || shared.exhausted() {
            break;
        }
        let next = (start + schedule.due(released)).saturating_duration_since(now);
        std::thread::sleep(next.max(PACE).min(Duration::from_millis(100)));
    }
    let exhausted = shared.exhausted();
    semaphores
        .iter()
        .map(|semaphore| {
            let left = semaphore.available_permits();
            semaphore.close();
            if exhausted { 0 } else { left as u64 }
        })
        .sum()
}

type Ready = Sender<Result<(), BenchError>>;

/// One thread: connects, waits for the start, and lets its connections work until the end.
fn work(
    shared: &Arc<Shared>,
    thread: usize,
    connections: usize,
    wallets: u32,
    ready: &Ready,
    started: &Receiver<Instant>,
) -> Option<Tally> {
    let made = crew::runtime().and_then(|runtime| {
        let made = runtime.block_on(crew::connect(shared.address, shared.timeout, connections))?;
        Ok((runtime, made))
    });
    let (made, told) = match made {
        Ok(made) => (Some(made), Ok(())),
        Err(error) => (None, Err(error)),
    };
    // Whoever waited may have ended over another thread's error: then this one's does not matter.
    drop(ready.send(told));
    let (runtime, made) = made?;
    let start = started.recv().ok()?;
    Some(drive(&runtime, shared, thread, made, wallets, start))
}

fn drive(
    runtime: &Runtime,
    shared: &Arc<Shared>,
    thread: usize,
    connections: Vec<Connection>,
    wallets: u32,
    start: Instant,
) -> Tally {
    let tally = Rc::new(RefCell::new(Tally::new(wallets)));
    let arrivals = Rc::new(RefCell::new(0));
    LocalSet::new().block_on(runtime, async {
        tokio::time::sleep_until(start.into()).await;
        let mut tasks = JoinSet::new();
        for connection in connections {
            let worker = Worker {
                shared: shared.clone(),
                thread,
                arrivals: arrivals.clone(),
                tally: tally.clone(),
                connection,
                claimed: 0..0,
                start,
            };
            tasks.spawn_local(worker.run());
        }
        while let Some(done) = tasks.join_next().await {
            done.expect("a connection's task does not panic and is not aborted");
        }
    });
    Rc::into_inner(tally).expect("every task has ended").into_inner()
}

/// What one connection does.
struct Worker {
    shared: Arc<Shared>,
    thread: usize,
    /// How many requests that were due this thread has taken.
    arrivals: Rc<RefCell<u64>>,
    tally: Rc<RefCell<Tally>>,
    connection: Connection,
    /// Numbers that are left of a life, which this connection carries out alone.
    claimed: std::ops::Range<u64>,
    start: Instant,
}

impl Worker {
    async fn run(mut self) {
        let mut request = Vec::new();
        let mut scratch = Vec::new();
        while let Some(intended) = self.turn().await {
            if !self.connected().await {
                break;
            }
            let Some(numbers) = self.claim() else { break };
            request.clear();
            match self.shared.batch {
                None => self.shared.plan.write_single(numbers.start, &mut request, &mut scratch),
                Some(_) => self.shared.plan.write_batch(numbers.clone(), &mut request, &mut scratch),
            }
            let begun = intended.unwrap_or_else(Instant::now);
            let answer = self.connection.exchange(&request).await;
            self.account(numbers, begun, answer);
        }
    }

    /// The numbers of the next request.
    fn claim(&mut self) -> Option<std::ops::Range<u64>> {
        if self.shared.batch.is_some() {
            return self.shared.claim();
        }
        if self.claimed.is_empty() {
            self.claimed = self.shared.claim()?;
        }
        self.claimed.next().map(|number| number..number + 1)
    }

    /// Waits until a request may go; in the open loop it says when that one was due. None: the load is over.
    async fn turn(&self) -> Option<Option<Instant>> {
        let Some((schedule, semaphores)) = &self.shared.due else {
            let over = self.start.elapsed() >= self.shared.until || self.claimed.is_empty() && self.shared.exhausted();
            return (!over).then_some(None);
        };
        semaphores[self.thread].acquire().await.ok()?.forget();
        let mut taken = self.arrivals.borrow_mut();
        let arrival = *taken * semaphores.len() as u64 + self.thread as u64;
        *taken += 1;
        Some(Some(self.start + schedule.due(arrival)))
    }

    /// Sees to it that there is a connection; false if there was none until the end.
    async fn connected(&mut self) -> bool {
        while self.connection.connect().await.is_err() {
            self.shared.failed.fetch_add(1, Ordering::Relaxed);
            count(&mut self.tally.borrow_mut().outcomes, "connection_refused", 1);
            if self.start.elapsed() >= self.shared.until.saturating_add(RECONNECT) {
                if self.shared.due.is_some() {
                    self.tally.borrow_mut().unsent += 1;
                }
                return false;
            }
            tokio::time::sleep(RECONNECT).await;
        }
        true
    }

    fn account(&self, numbers: std::ops::Range<u64>, begun: Instant, answer: Result<(), Broken>) {
        let now = Instant::now();
        let tally = &mut *self.tally.borrow_mut();
        let measured = begun.saturating_duration_since(self.start) >= self.shared.warmup;
        if measured {
            tally.record(now.saturating_duration_since(begun));
            tally.requests += u64::from(answer.is_ok());
            tally.ended = tally.ended.max(now.saturating_duration_since(self.start));
        }
        let mut posted = 0;
        let mut failed = 0;
        let mut note = |tally: &mut Tally, number: u64, verdict: Verdict, code: &str| {
            let item = self.shared.plan.item(number);
            let read = item.operation.is_read();
            let name = match item.operation {
                _ if verdict != Verdict::Posted => code,
                Operation::Balance | Operation::Entries => READ,
                Operation::Replay => REPLAYED,
                _ => code,
            };
            if measured {
                count(&mut tally.outcomes, name, 1);
            }
            match verdict {
                Verdict::Posted if name != POSTED => {}
                Verdict::Posted => {
                    posted += 1;
                    tally.changes.acknowledge(item);
                }
                Verdict::Refused => failed += 1,
                Verdict::Open => {
                    failed += 1;
                    if !read {
                        tally.open.push(number);
                    }
                }
            }
        };
        let (status, body) = (self.connection.status(), self.connection.body());
        match answer {
            Err(broken) => numbers.for_each(|number| note(tally, number, Verdict::Open, broken.name())),
            Ok(()) if !(200..300).contains(&status) => {
                let code = code_of(status, body);
                numbers.for_each(|number| note(tally, number, Verdict::of(status, &code), &code));
            }
            Ok(()) if self.shared.batch.is_none() => note(tally, numbers.start, Verdict::Posted, POSTED),
            Ok(()) => match serde_json::from_slice::<BatchAnswer<'_>>(body) {
                Ok(answer) if answer.results.len() as u64 == numbers.end - numbers.start => {
                    for (number, result) in numbers.zip(&answer.results) {
                        note(tally, number, Verdict::of(result.status, result.code()), result.code());
                    }
                }
                Ok(_) | Err(_) => {
                    numbers.for_each(|number| note(tally, number, Verdict::Open, Broken::Malformed.name()));
                }
            },
        }
        if measured {
            tally.commands += posted;
        }
        self.shared.answered.fetch_add(u64::from(answer.is_ok()), Ordering::Relaxed);
        self.shared.posted.fetch_add(posted, Ordering::Relaxed);
        self.shared.failed.fetch_add(failed, Ordering::Relaxed);
    }
}
