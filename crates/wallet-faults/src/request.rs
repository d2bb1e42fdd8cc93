//! What a client sends, and what the answer to it says of each command.

use std::fmt::Write;

use serde::Deserialize;
use serde_json::value::RawValue;
use wallet_domain::Flow;

use crate::client::Answer;

/// Refusals of which the mix provokes some: outcomes like any other, recorded and replayed.
const REFUSALS: [&str; 4] = ["insufficient_funds", "treasury_exhausted", "wallet_not_found", "asset_not_found"];

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
}

/// The owner and the key.
pub(crate) type Name = (String, String);

impl Command {
    pub(crate) fn name(&self) -> Name {
        (self.owner.clone(), self.key.clone())
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
    is_batch: bool,
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
        let path = match (words, command.flow) {
            (_, Flow::Mint) => "/v1/mints",
            (Words::V1, Flow::TopUp) => "/v1/top-ups",
            (Words::V1, Flow::Bonus) => "/v1/bonuses",
            (Words::V1, Flow::Spend) => "/v1/spends",
            (Words::Seed, Flow::TopUp) => "/wallet/topup",
            (Words::Seed, Flow::Bonus) => "/wallet/bonus",
            (Words::Seed, Flow::Spend) => "/wallet/spend",
            (_, other) => unreachable!("no client here asks for a {}", other.name()),
        };
        let Command { owner, key, flow, asset, amount } = &command;
        let body = match (words, flow) {
            (_, Flow::Mint) => format!(r#"{{"asset":"{asset}","amount":{amount}}}"#),
            (Words::V1, _) => format!(r#"{{"owner":"{owner}","asset":"{asset}","amount":{amount}}}"#),
            (Words::Seed, _) => format!(r#"{{"userId":"{owner}","assetCode":"{asset}","amount":{amount}}}"#),
        };
        let words = if *flow == Flow::Mint { Words::V1 } else { words };
        let bytes = post(path, &format!("Idempotency-Key: {key}\r\n"), &body);
        Self { commands: vec![command], words, bytes, is_batch: false }
    }

    /// Many commands at once.
    pub(crate) fn batch(commands: Vec<Command>) -> Self {
        let mut body = String::from(r#"{"commands":["#);
        for (position, command) in commands.iter().enumerate() {
            let Command { owner, key, flow, asset, amount } = command;
            let comma = if position > 0 { "," } else { "" };
            let owner = if *flow == Flow::Mint { String::new() } else { format!(r#""owner":"{owner}","#) };
            let flow = flow.name();
            let written = write!(
                body,
                r#"{comma}{{"flow":"{flow}","idempotency_key":"{key}",{owner}"asset":"{asset}","amount":{amount}}}"#
            );
            written.expect("a string takes all that is written to it");
        }
        body.push_str("]}");
        let bytes = post("/v1/batches", "", &body);
        Self { commands, words: Words::V1, bytes, is_batch: true }
    }

    /// What an answer says of each command.
    pub(crate) fn read(&self, answer: &Answer) -> Vec<Told> {
        if self.is_batch {
            return self.read_batch(answer);
        }
        let posted_as = if self.words == Words::Seed { 200 } else { 201 };
        vec![if answer.status == posted_as {
            match posted_id(&answer.body, self.words) {
                Some(id) => Told::Outcome(Outcome {
                    words: self.words,
                    posted: Some(id),
                    body: answer.body.clone(),
                    replayed: answer.replayed,
                }),
                None => Told::Wrong(format!("{} {}", answer.status, answer.body)),
            }
        } else {
            refused(answer.status, &answer.body, answer.replayed, self.words, answer.retry_after)
        }]
    }

    fn read_batch(&self, answer: &Answer) -> Vec<Told> {
        let results = serde_json::from_str::<BatchAnswer<'_>>(&answer.body).ok().map(|it| it.results);
        let results = results.filter(|results| answer.status == 200 && results.len() == self.commands.len());
        let Some(results) = results else {
            // Refused as a whole.
            let told = refused(answer.status, &answer.body, false, Words::V1, answer.retry_after);
            let told = match told {
                Told::Outcome(_) => Told::Wrong(format!("{} {}", answer.status, answer.body)),
                told => told,
            };
            return vec![told; self.commands.len()];
        };
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
            _ => Told::Wrong(answer.body.clone()),
        });
        told.collect()
    }
}

fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: wallet\r\n{headers}Content-Type: application/json\r\n\
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
