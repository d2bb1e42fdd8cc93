//! A round: load, a strike under it, load again, and then everything is accounted for.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;
use harness::http::Client;

use crate::follower::Follower;
use crate::journal::Journal;
use crate::load::{Load, LoadPlan, answered_since};
use crate::mix::{ASSETS, EXTRA, PLAYERS, opening};
use crate::request::{Request, Told};
use crate::scene::Scene;
use crate::settle::{Settled, insist, repeat_all, settle};
use crate::{PATIENCE, Verdict};

/// How many answers there are before a strike, and after it.
const BEFORE: std::ops::Range<u64> = 20..120;
const AFTER: u64 = 25;

/// How much was done, and what it was answered.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Rounds that held.
    pub rounds: u64,
    /// Commands that clients sent, each as often as it was sent.
    pub sent: u64,
    /// Answers that a command was posted.
    pub posted: u64,
    /// Answers that it was refused for good.
    pub refused: u64,
    /// Posted commands by their flow.
    pub flows: BTreeMap<&'static str, u64>,
    /// Commands that are not recorded, as another of their batch was refused.
    pub undone: u64,
    /// Commands that were only tried.
    pub tried: u64,
    /// Commands that a client was told an error of, which left them open.
    pub errors: u64,
    /// Commands that a client was told nothing of.
    pub unanswered: u64,
    /// Commands of which nobody knew after the load whether they were carried out.
    pub open: u64,
    /// How many of those had been carried out or refused.
    pub found: u64,
    /// Commands that were sent once more and had to be answered as before.
    pub replayed: u64,
    /// Errors by their code; one in a batch counts as one.
    pub codes: BTreeMap<String, u64>,
    /// The longest that an answer took.
    pub slowest: Duration,
}

impl Tally {
    fn note(&mut self, request: &Request, told: &[Told]) {
        self.sent += told.len() as u64;
        for (command, told) in request.commands.iter().zip(told) {
            match told {
                Told::Nothing => self.unanswered += 1,
                Told::Error(code) => {
                    self.errors += 1;
                    *self.codes.entry((*code).to_owned()).or_default() += 1;
                }
                Told::Outcome(outcome) if outcome.posted.is_some() => {
                    self.posted += 1;
                    *self.flows.entry(command.flow.name()).or_default() += 1;
                }
                Told::Outcome(_) => self.refused += 1,
                Told::Undone => self.undone += 1,
                Told::Tried => self.tried += 1,
                Told::Wrong(_) => {}
            }
        }
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.rounds += other.rounds;
        self.sent += other.sent;
        self.posted += other.posted;
        self.refused += other.refused;
        self.undone += other.undone;
        self.tried += other.tried;
        for (flow, count) in &other.flows {
            *self.flows.entry(flow).or_default() += count;
        }
        self.errors += other.errors;
        self.unanswered += other.unanswered;
        self.open += other.open;
        self.found += other.found;
        self.replayed += other.replayed;
        self.slowest = self.slowest.max(other.slowest);
        for (code, count) in &other.codes {
            *self.codes.entry(code.clone()).or_default() += count;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, posted, refused, undone, tried, errors, unanswered, open, found, .. } = self;
        write!(
            f,
            "{sent} commands sent: {posted} posted, {refused} refused, {undone} undone, {tried} tried, {errors} errors, \
             {unanswered} unanswered; {open} open, of which {found} were there"
        )
    }
}

/// How many rounds, and of what.
pub(crate) struct Rounds<'a> {
    pub(crate) count: u64,
    pub(crate) seed: u64,
    pub(crate) clients: u64,
    /// No round begins after it.
    pub(crate) until: Option<Instant>,
    /// Told of every round that is over.
    pub(crate) show: &'a dyn Fn(&str),
}

impl Rounds<'_> {
    /// Plays all rounds on one store, and at the end repeats everything that was ever told.
    pub(crate) fn play(&self, scene: &mut dyn Scene) -> Verdict<Tally> {
        let mut journal = Journal::default();
        let mut tally = Tally::default();
        open_books(scene.address(), &mut journal)?;
        let mut follower = Follower::default();
        let mut random = Rng::with_seed(self.seed);
        for round in 1..=self.count {
            if self.until.is_some_and(|until| Instant::now() >= until) {
                (self.show)(&format!("the time is over after {} rounds of {}", round - 1, self.count));
                break;
            }
            let plan = LoadPlan {
                address: scene.address(),
                clients: self.clients,
                random: random.fork(),
                prefix: format!("r{round}"),
                deadline: scene.deadline(),
                with_holds: scene.keeps_time(),
            };
            let began = Instant::now();
            let (of_round, what) = play_one(scene, (&mut journal, &mut follower), plan, &mut random)
                .map_err(|finding| format!("round {round}: {finding}"))?;
            let took = began.elapsed().as_secs_f64();
            (self.show)(&format!("round {round} of {}: {what}; {of_round}; held, {took:.1} s", self.count));
            tally.add(&of_round);
        }
        let repeated = repeat_all(scene.address(), &mut journal)?;
        hold(&mut journal, scene)?;
        let flows: Vec<String> = tally.flows.iter().map(|(flow, count)| format!("{flow} {count}")).collect();
        (self.show)(&format!("answered as posted: {}", flows.join(", ")));
        (self.show)(&format!("all {repeated} commands of these rounds were repeated and answered as before"));
        Ok(tally)
    }
}

/// The assets, the wallets and what is in them before the first round.
pub(crate) fn open_books(address: SocketAddr, journal: &mut Journal) -> Verdict {
    let mut client = Client::new(address, PATIENCE);
    let json = |method: &str, path: &str, body: &str| {
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    };
    // A rate is to an asset that is there.
    let assets = || [EXTRA].into_iter().chain(ASSETS);
    let mut requests: Vec<String> = assets()
        .map(|asset| {
            let rates =
                if asset == ASSETS[0] { format!(r#"[{{"to":"{EXTRA}","pay":1,"receive":1}}]"#) } else { "[]".into() };
            let policy = format!(r#"{{"transferable":true,"rates":{rates}}}"#);
            let body = format!(r#"{{"code":"{asset}","name":"Credits of {asset}","policy":{policy}}}"#);
            json("POST", "/v1/assets", &body)
        })
        .collect();
    let names = (0..PLAYERS)
        .flat_map(|player| assets().map(move |asset| format!(r#"{{"owner":"player_{player}","asset":"{asset}"}}"#)))
        .collect::<Vec<_>>()
        .join(",");
    requests.push(json("POST", "/v1/wallets", &format!(r#"{{"wallets":[{names}]}}"#)));
    for request in requests {
        let answer = client.send(request.as_bytes()).map_err(|lost| format!("the opening was {lost:?}"))?;
        if !matches!(answer.status, 200 | 201) {
            return Err(format!("the opening was answered {} {}", answer.status, answer.text()));
        }
    }
    let request = Arc::new(Request::batch(opening()));
    let told = insist(&mut client, &request)?;
    journal.note(&request, told);
    hold_findings(journal.conclude())
}

fn play_one(
    scene: &mut dyn Scene,
    (journal, follower): (&mut Journal, &mut Follower),
    plan: LoadPlan,
    random: &mut Rng,
) -> Verdict<(Tally, String)> {
    let following = std::mem::take(follower).start(scene.address());
    let load = Load::start(plan);
    load.wait_until("the first answers", answered_since(&load.counts(), random.u64(BEFORE)))?;
    let what = scene.strike(&load, random)?;
    load.wait_until("answers after the strike", answered_since(&load.counts(), AFTER))?;
    let (notes, counts, findings) = load.finish();
    *follower = following.finish()?;
    let mut tally = Tally { rounds: 1, slowest: counts.slowest, ..Tally::default() };
    journal.begin_round();
    for finding in findings {
        journal.find(finding);
    }
    for (request, told) in notes {
        tally.note(&request, &told);
        journal.note(&request, told);
    }
    let settled = settle(scene.address(), journal)?;
    let Settled { open, found, replayed } = settled;
    (tally.open, tally.found, tally.replayed) = (open, found, replayed);
    hold(journal, scene)?;
    follower.catch_up(scene.address(), &journal.posted())?;
    Ok((tally, what))
}

/// Nothing may have been found.
fn hold(journal: &mut Journal, scene: &mut dyn Scene) -> Verdict {
    let mut findings = journal.conclude();
    findings.extend(scene.wrong_lines().into_iter().map(|line| format!("the server's log: {line}")));
    hold_findings(findings)?;
    scene.verify()
}

pub(crate) fn hold_findings(findings: Vec<String>) -> Verdict {
    let count = findings.len();
    if count == 0 {
        return Ok(());
    }
    let shown: Vec<String> = findings.into_iter().take(10).collect();
    Err(format!("{count} findings, such as\n{}", shown.join("\n")))
}
