//! What a client sends, and what the answer to it says of each command.

use std::fmt::Write;

use harness::http::Response;
use serde::Deserialize;
use serde_json::value::RawValue;
use wallet_domain::{Flow, IdempotencyKey, OwnerId, TransactionId};

/// Refusals of which the mix provokes some: outcomes like any other, recorded and replayed.
const REFUSALS: [&str; 6] = [
    "insufficient_funds",
    "hold_settled",
    "already_reversed",
    "reversal_exceeds_original",
    "same_wallet",
    "hold_expired",
];

/// Refusals about the set-up, of which the mix provokes some: not recorded, so the same key may be carried out later.
const UNRECORDED: [&str; 4] = ["treasury_exhausted", "revenue_exhausted", "wallet_not_found", "asset_not_found"];

/// Errors that leave a command open: to be sent again under the same key.
const PASSING: [&str; 4] = ["store_unavailable", "overloaded", "outcome_unknown", "request_in_progress"];

/// One command, named by its owner and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) owner: String,
    pub(crate) key: String,
    pub(crate) flow: Flow,
    pub(crate) asset: &'static str,
    pub(crate) amount: i64,
    pub(crate) more: More,
}

/// What a command says beyond owner, asset and amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum More {
    Nothing,
    /// Of a flow with legs of its own: its route and body, and who pays and receives.
    Order(Order),
    /// Of a capture, a release or a reversal: what it is about.
    About(Box<Command>),
}

/// A command of a flow with legs of its own, as it is asked for and as it must be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) legs: Vec<Leg>,
}

/// An owner, an asset, and what is moved.
pub(crate) type Leg = (String, &'static str, i64);

/// The legs of credits that go from one wallet to another.
pub(crate) fn moved(source: String, destination: String, asset: &'static str, amount: i64) -> [Leg; 2] {
    [(source, asset, -amount), (destination, asset, amount)]
}

/// The owner and the key.
pub(crate) type Name = (String, String);

impl Command {
    pub(crate) fn name(&self) -> Name {
        (self.owner.clone(), self.key.clone())
    }

    /// The id that its transaction has, or will have.
    fn id(&self) -> TransactionId {
        let owner = OwnerId::new(&self.owner).expect("the mix makes valid names");
        TransactionId::of(&owner, &IdempotencyKey::new(&self.key).expect("the mix makes valid keys"))
    }

    /// What it is about.
    pub(crate) fn about(&self) -> Option<&Self> {
        if let More::About(earlier) = &self.more { Some(earlier) } else { None }
    }

    /// Who must pay how much once it is posted, and who must receive it.
    pub(crate) fn legs(&self) -> Vec<Leg> {
        let of = |owner: &OwnerId| owner.as_str().to_owned();
        let (player, revenue, treasury) =
            (|| self.owner.clone(), || of(OwnerId::revenue()), || of(OwnerId::treasury()));
        let move_ = |source, destination, asset, amount| moved(source, destination, asset, amount).to_vec();
        match (self.flow, &self.more) {
            (Flow::Mint, _) => move_(of(OwnerId::issuance()), treasury(), self.asset, self.amount),
            (Flow::TopUp | Flow::Bonus, _) => move_(treasury(), player(), self.asset, self.amount),
            (Flow::Spend | Flow::Capture, _) => move_(player(), revenue(), self.asset, self.amount),
            (Flow::Hold | Flow::Release, _) => Vec::new(),
            (Flow::Reversal, More::About(original)) => self.back(original),
            (_, More::Order(order)) => order.legs.clone(),
            (other, _) => unreachable!("no client here asks for a {}", other.name()),
        }
    }

    /// The legs of a reversal of that command. A fee stays where it is.
    fn back(&self, original: &Self) -> Vec<Leg> {
        if !self.is_whole() {
            return Self { amount: -self.amount, ..Self::clone(original) }.legs();
        }
        let count = if original.flow.has_fee() { 2 } else { usize::MAX };
        original.legs().into_iter().take(count).map(|(owner, asset, amount)| (owner, asset, -amount)).collect()
    }

    /// Whether it takes all of an earlier command, without a word about how much: what has several legs, and reversals, are
    /// taken back whole.
    fn is_whole(&self) -> bool {
        let takes_all = |earlier: &Self| matches!(earlier.more, More::Order(_)) || earlier.flow == Flow::Reversal;
        self.flow == Flow::Release || self.about().is_some_and(takes_all)
    }

    /// The same key for something else: with another amount, or as a spend where its body has none of its own.
    pub(crate) fn misused(&self) -> Self {
        let mut other = Self { amount: self.amount + 1, ..self.clone() };
        if matches!(other.more, More::Order(_)) || other.is_whole() {
            (other.flow, other.more) = (Flow::Spend, More::Nothing);
        }
        other
    }

    /// Whether it can be taken back here. A reversal of a reversal is the last.
    pub(crate) fn is_reversible(&self) -> bool {
        let of_reversal = || self.about().is_some_and(|earlier| earlier.flow == Flow::Reversal);
        self.flow.is_reversible() && !of_reversal()
    }

    /// The route that it has for itself in `/v1`, and the body.
    fn asked(&self) -> (String, String) {
        let Self { owner, flow, asset, amount, more, .. } = self;
        let plain = format!(r#""owner":"{owner}","asset":"{asset}","amount":{amount}"#);
        let to = |path: &str| path.to_owned();
        match (flow, more) {
            (Flow::Mint, _) => (to("/v1/mints"), format!(r#"{{"asset":"{asset}","amount":{amount}}}"#)),
            (Flow::TopUp, _) => (to("/v1/top-ups"), format!("{{{plain}}}")),
            (Flow::Bonus, _) => (to("/v1/bonuses"), format!("{{{plain}}}")),
            (Flow::Spend, _) => (to("/v1/spends"), format!("{{{plain}}}")),
            // Longer than any run.
            (Flow::Hold, _) => (to("/v1/holds"), format!(r#"{{{plain},"expires_in_s":604800}}"#)),
            (Flow::Capture, More::About(hold)) => {
                (format!("/v1/holds/{}/capture", hold.id()), format!(r#"{{"amount":{amount},"final":true}}"#))
            }
            (Flow::Release, More::About(hold)) => (format!("/v1/holds/{}/release", hold.id()), to("{}")),
            (Flow::Reversal, More::About(original)) => {
                let body = if self.is_whole() { to("{}") } else { format!(r#"{{"amount":{amount}}}"#) };
                (format!("/v1/transactions/{}/reversals", original.id()), body)
            }
            (_, More::Order(order)) => (order.path.clone(), order.body.clone()),
            (other, _) => unreachable!("no client here asks for a {}", other.name()),
        }
    }
}

/// In which words a command is asked for and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Words {
    /// `/v1`: the transaction.
    V1,
    /// The seed service's routes: an id and a balance.
    Seed,
}

/// A request, ready to be sent as often as need be.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) commands: Vec<Command>,
    pub(crate) words: Words,
    pub(crate) bytes: Vec<u8>,
    kind: Kind,
}

/// How its commands stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Single,
    Batch,
    /// A batch of which all are posted, or nothing is recorded.
    Atomic,
    /// A command that is only tried.
    Trial,
}

/// What a client was told of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing: no answer, or not all of it.
    Nothing,
    /// An error that leaves it open, by its code.
    Error(&'static str),
    /// What came of it, for good.
    Outcome(Outcome),
    /// That it is not recorded: it was refused about the set-up, or another of its batch was refused.
    Undone,
    /// What would come of it, if anything was to.
    Tried,
    /// What nobody should ever be told.
    Wrong(String),
}

/// What came of a command, in a client's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) words: Words,
    /// The transaction's id, if it was posted.
    pub(crate) posted: Option<String>,
    /// The transaction or the problem, as it was on the wire.
    pub(crate) body: String,
    pub(crate) replayed: bool,
}

impl Request {
    /// One command by a route of its own.
    pub(crate) fn single(command: Command, words: Words) -> Self {
        let Command { owner, key, flow, asset, amount, .. } = &command;
        let seed = match (words, flow) {
            (Words::Seed, Flow::TopUp) => Some("/wallet/topup"),
            (Words::Seed, Flow::Bonus) => Some("/wallet/bonus"),
            (Words::Seed, Flow::Spend) => Some("/wallet/spend"),
            _ => None,
        };
        let (path, body) = match seed {
            Some(path) => {
                (path.to_owned(), format!(r#"{{"userId":"{owner}","assetCode":"{asset}","amount":{amount}}}"#))
            }
            None => command.asked(),
        };
        let words = if seed.is_some() { Words::Seed } else { Words::V1 };
        let bytes = post(&path, &format!("Idempotency-Key: {key}\r\n"), &body);
        Self { commands: vec![command], words, bytes, kind: Kind::Single }
    }

    /// One command, only tried.
    pub(crate) fn trial(command: Command) -> Self {
        let (path, body) = command.asked();
        let bytes = post(&format!("{path}?dry_run=true"), &format!("Idempotency-Key: {}\r\n", command.key), &body);
        Self { commands: vec![command], words: Words::V1, bytes, kind: Kind::Trial }
    }

    /// Many commands at once, that are all posted or none of them.
    pub(crate) fn atomic(commands: Vec<Command>) -> Self {
        Self::many(commands, Kind::Atomic)
    }

    /// Many commands at once.
    pub(crate) fn batch(commands: Vec<Command>) -> Self {
        Self::many(commands, Kind::Batch)
    }

    pub(crate) fn is_trial(&self) -> bool {
        self.kind == Kind::Trial
    }

    pub(crate) fn is_atomic(&self) -> bool {
        self.kind == Kind::Atomic
    }

    fn many(commands: Vec<Command>, kind: Kind) -> Self {
        let mut body = String::from(r#"{"commands":["#);
        for (position, command) in commands.iter().enumerate() {
            let Command { owner, key, flow, asset, amount, .. } = command;
            let comma = if position > 0 { "," } else { "" };
            let owner = if *flow == Flow::Mint { String::new() } else { format!(r#""owner":"{owner}","#) };
            let flow = flow.name();
            let written = write!(
                body,
                r#"{comma}{{"flow":"{flow}","idempotency_key":"{key}",{owner}"asset":"{asset}","amount":{amount}}}"#
            );
            written.expect("a string takes all that is written to it");
        }
        body.push_str(if kind == Kind::Atomic { r#"],"atomic":true}"# } else { "]}" });
        let bytes = post("/v1/batches", "", &body);
        Self { commands, words: Words::V1, bytes, kind }
    }

    /// What an answer says of each command.
    pub(crate) fn read(&self, answer: &Response) -> Vec<Told> {
        match self.kind {
            Kind::Batch | Kind::Atomic => return self.read_batch(answer),
            Kind::Trial => return vec![self.read_trial(answer)],
            Kind::Single => {}
        }
        let posted_as = if self.words == Words::Seed { 200 } else { 201 };
        vec![if answer.status == posted_as {
            match posted_id(answer.text(), self.words) {
                Some(id) => Told::Outcome(Outcome {
                    words: self.words,
                    posted: Some(id),
                    body: answer.text().to_owned(),
                    replayed: answer.is_replay(),
                }),
                None => Told::Wrong(format!("{} {}", answer.status, answer.text())),
            }
        } else {
            refused(answer.status, answer.text(), answer.is_replay(), self.words, answer.has_retry_after())
        }]
    }

    fn read_trial(&self, answer: &Response) -> Told {
        if answer.status == 201 {
            return if answer.is_replay() {
                Told::Wrong(format!("a trial replayed {}", answer.text()))
            } else {
                Told::Tried
            };
        }
        match refused(answer.status, answer.text(), answer.is_replay(), self.words, answer.has_retry_after()) {
            Told::Outcome(_) | Told::Undone => Told::Tried,
            told => told,
        }
    }

    fn read_batch(&self, answer: &Response) -> Vec<Told> {
        let results = serde_json::from_str::<BatchAnswer<'_>>(answer.text()).ok().map(|it| it.results);
        let results = results.filter(|results| answer.status == 200 && results.len() == self.commands.len());
        let Some(results) = results else {
            // Refused as a whole.
            if self.is_atomic() && answer.status == 409 && code_of(answer.text()).as_deref() == Some("batch_refused") {
                return vec![Told::Undone; self.commands.len()];
            }
            let told = refused(answer.status, answer.text(), false, Words::V1, answer.has_retry_after());
            let told = match told {
                Told::Outcome(_) | Told::Undone => Told::Wrong(format!("{} {}", answer.status, answer.text())),
                told => told,
            };
            return vec![told; self.commands.len()];
        };
        if self.is_atomic() && results.iter().any(|result| result.transaction.is_none()) {
            let what = format!("of commands that stand or fall together some fell: {}", answer.text());
            return vec![Told::Wrong(what); self.commands.len()];
        }
        let told = results.into_iter().map(|result| match (result.transaction, result.problem) {
            (Some(transaction), None) if result.status == 201 => match posted_id(transaction.get(), Words::V1) {
                Some(id) => Told::Outcome(Outcome {
                    words: Words::V1,
                    posted: Some(id),
                    body: transaction.get().to_owned(),
                    replayed: result.replayed,
                }),
                None => Told::Wrong(transaction.get().to_owned()),
            },
            // The whole answer is a 200, so none of its parts can have the header.
            (None, Some(problem)) => refused(result.status, problem.get(), result.replayed, Words::V1, true),
            _ => Told::Wrong(answer.text().to_owned()),
        });
        told.collect()
    }
}

fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn posted_id(body: &str, words: Words) -> Option<String> {
    #[derive(Deserialize)]
    struct Posted {
        #[serde(alias = "transactionId")]
        id: String,
        status: Option<String>,
    }
    let posted: Posted = serde_json::from_str(body).ok()?;
    let is_posted = match words {
        Words::V1 => posted.status.as_deref() == Some("posted"),
        Words::Seed => true,
    };
    is_posted.then_some(posted.id)
}

/// The code of a problem's body.
pub(crate) fn code_of(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    serde_json::from_str::<Problem>(body).ok().map(|problem| problem.code)
}

fn refused(status: u16, body: &str, replayed: bool, words: Words, retry_after: bool) -> Told {
    let code = code_of(body).unwrap_or_default();
    if let Some(passing) = PASSING.into_iter().find(|passing| *passing == code) {
        if !retry_after {
            return Told::Wrong(format!("{status} {passing} without Retry-After"));
        }
        return Told::Error(passing);
    }
    if UNRECORDED.contains(&code.as_str()) {
        return if replayed { Told::Wrong(format!("{code} is told as a replay")) } else { Told::Undone };
    }
    if REFUSALS.contains(&code.as_str()) {
        return Told::Outcome(Outcome { words, posted: None, body: body.to_owned(), replayed });
    }
    Told::Wrong(format!("{status} {body}"))
}

#[derive(Deserialize)]
struct BatchAnswer<'a> {
    #[serde(borrow)]
    results: Vec<BatchResult<'a>>,
}

#[derive(Deserialize)]
struct BatchResult<'a> {
    status: u16,
    #[serde(default)]
    replayed: bool,
    #[serde(borrow)]
    transaction: Option<&'a RawValue>,
    #[serde(borrow)]
    problem: Option<&'a RawValue>,
}
