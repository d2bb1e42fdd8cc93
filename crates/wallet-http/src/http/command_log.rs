//! One JSON line for each command that was answered, with `log.commands`: who asked, what, of whom, and what came of it.
//!
//! The lines go to standard error beside the log's, whatever its format and level, each in one write. A command that was
//! only tried (`dry_run`) has none.

use std::io::Write;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};
use serde::Serialize;
use wallet_domain::{AssetCode, Command, Outcome, OwnerId, Timestamp, TransactionId};

use crate::http::access::Caller;
use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// The owner, asset and transaction of a request, put into it for its line in the log once its command is known.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) owner: OwnerId,
    pub(crate) asset: AssetCode,
    pub(crate) transaction: TransactionId,
}

impl Subject {
    pub(crate) fn of(command: &Command) -> Self {
        Self { owner: command.owner().clone(), asset: command.asset().clone(), transaction: command.id() }
    }
}

/// The request's id, put into it where command lines are written.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// A command whose answer is still to come.
pub(crate) struct Asked {
    flow: &'static str,
    amount_minor: i64,
    subject: Subject,
}

impl Asked {
    pub(crate) fn of(command: &Command) -> Self {
        Self { flow: command.flow().name(), amount_minor: command.amount().minor(), subject: Subject::of(command) }
    }

    /// Writes the line.
    pub(crate) fn answered(self, request: &HttpRequest, now: Timestamp, answer: &Result<Outcome, Problem>) {
        let code = match answer {
            Ok(outcome) => outcome.result().err().map(|rejection| Code::of(&rejection)),
            Err(problem) => Some(problem.code()),
        };
        let extensions = request.extensions();
        let line = Line {
            time: Some(now),
            kind: "command",
            request_id: extensions.get::<RequestId>().map(|id| &*id.0),
            address: request.peer_addr().map(|address| address.ip().to_string()),
            api_key: extensions.get::<Caller>().and_then(Caller::key).map(|key| key.to_string()),
            flow: self.flow,
            owner: self.subject.owner.as_str(),
            asset: self.subject.asset.as_str(),
            amount: self.amount_minor,
            transaction: self.subject.transaction.to_string(),
            outcome: code.map_or("posted", Code::name),
            replayed: answer.as_ref().is_ok_and(Outcome::is_replay),
        };
        let mut bytes = wire::to_json(&line);
        bytes.push(b'\n');
        // A log that cannot be written to keeps nobody from an answer.
        let _ = std::io::stderr().lock().write_all(&bytes);
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(serialize_with = "wire::moment")]
    time: Option<Timestamp>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
    flow: &'static str,
    owner: &'a str,
    asset: &'a str,
    amount: i64,
    transaction: String,
    outcome: &'static str,
    replayed: bool,
}
