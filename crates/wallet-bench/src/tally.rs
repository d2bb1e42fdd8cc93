//! What a run has to show: latencies, outcomes by code, and what the ledger must hold by what was acknowledged.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Deserialize;

use crate::mix::Operation;
use crate::plan::Item;

/// What a read that was answered, a command that was sent again, and one that was posted count as.
pub(crate) const READ: &str = "read";
pub(crate) const REPLAYED: &str = "replayed";
pub(crate) const POSTED: &str = "posted";

/// What is said of one command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was carried out.
    Posted,
    /// It was not, and will not be under this key.
    Refused,
    /// The same key has to tell.
    Open,
}

impl Verdict {
    /// By status, and by code where one status means both.
    pub(crate) fn of(status: u16, code: &str) -> Self {
        match status {
            200..=299 => Self::Posted,
            408 | 429 | 500..=599 => Self::Open,
            409 if code == "request_in_progress" => Self::Open,
            _ => Self::Refused,
        }
    }
}

/// A problem, of which the code alone matters.
#[derive(Debug, Deserialize)]
pub(crate) struct ProblemBody<'a> {
    #[serde(borrow)]
    pub(crate) code: &'a str,
}

/// The answer of a batch: statuses, and codes of problems; the transactions are skipped.
#[derive(Debug, Deserialize)]
pub(crate) struct BatchAnswer<'a> {
    #[serde(borrow)]
    pub(crate) results: Vec<BatchResult<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BatchResult<'a> {
    pub(crate) status: u16,
    #[serde(borrow)]
    pub(crate) problem: Option<ProblemBody<'a>>,
}

impl BatchResult<'_> {
    pub(crate) fn code(&self) -> &str {
        self.problem.as_ref().map_or(POSTED, |problem| problem.code)
    }
}

/// The code in a problem's body, or the status where there is none.
pub(crate) fn code_of(status: u16, body: &[u8]) -> String {
    let code = serde_json::from_slice::<ProblemBody<'_>>(body).map(|problem| problem.code.to_owned());
    code.unwrap_or_else(|_| format!("http_{status}"))
}

/// Counts by name.
pub(crate) type Counts = BTreeMap<String, u64>;

pub(crate) fn count(counts: &mut Counts, name: &str, times: u64) {
    match counts.get_mut(name) {
        Some(count) => *count += times,
        None => drop(counts.insert(name.to_owned(), times)),
    }
}

/// The changes that acknowledged commands have made, warm-up included.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    /// By player; the first is player 1's.
    pub(crate) wallets: Vec<i64>,
    /// How many commands and how much, of each of `Operation::COMMANDS`.
    pub(crate) flows: [(u64, i64); 6],
}

impl Changes {
    pub(crate) fn new(wallets: u32) -> Self {
        Self { wallets: vec![0; wallets as usize], flows: [(0, 0); 6] }
    }

    pub(crate) fn acknowledge(&mut self, item: Item) {
        let Some(flow) = Operation::COMMANDS.iter().position(|it| *it == item.operation) else { return };
        self.flows[flow].0 += 1;
        self.flows[flow].1 += item.amount;
        self.wallets[item.wallet as usize - 1] += item.operation.change(item.amount);
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, change) in self.wallets.iter_mut().zip(&other.wallets) {
            *sum += change;
        }
        for (sum, flow) in self.flows.iter_mut().zip(other.flows) {
            *sum = (sum.0 + flow.0, sum.1 + flow.1);
        }
    }

    pub(crate) fn commands(&self) -> u64 {
        self.flows.iter().map(|flow| flow.0).sum()
    }

    /// How many commands of a kind, and how much.
    pub(crate) fn of(&self, operation: Operation) -> (u64, i64) {
        let flows = Operation::COMMANDS.iter().zip(self.flows);
        flows.filter(|(it, _)| **it == operation).map(|(_, flow)| flow).next().unwrap_or_default()
    }

    pub(crate) fn treasury(&self) -> i64 {
        -(self.of(Operation::TopUp).1 + self.of(Operation::Bonus).1)
    }

    pub(crate) fn revenue(&self) -> i64 {
        self.of(Operation::Spend).1 + self.of(Operation::Capture).1 - self.of(Operation::Reversal).1
    }

    pub(crate) fn players(&self) -> i64 {
        -(self.treasury() + self.revenue())
    }
}

/// What one thread has counted.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Of measured requests, in microseconds.
    pub(crate) latency: Histogram<u64>,
    /// Measured requests that were answered.
    pub(crate) requests: u64,
    /// Commands that were posted by measured requests.
    pub(crate) commands: u64,
    /// What became of measured commands and reads.
    pub(crate) outcomes: Counts,
    pub(crate) changes: Changes,
    /// The numbers of commands whose outcome is not known.
    pub(crate) open: Vec<u64>,
    /// Requests that were due and never sent.
    pub(crate) unsent: u64,
    /// Requests a second in every ten seconds, of all threads.
    pub(crate) rates: Vec<f64>,
    /// When the latest measured request was answered, from the start on.
    pub(crate) ended: Duration,
}

/// An hour: no answer is waited for as long.
const LATENCY_MAX_US: u64 = 3_600_000_000;

impl Tally {
    pub(crate) fn new(wallets: u32) -> Self {
        Self {
            latency: Histogram::new_with_bounds(1, LATENCY_MAX_US, 3).expect("good bounds"),
            requests: 0,
            commands: 0,
            outcomes: Counts::new(),
            changes: Changes::new(wallets),
            open: Vec::new(),
            unsent: 0,
            rates: Vec::new(),
            ended: Duration::ZERO,
        }
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        self.latency.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(LATENCY_MAX_US).max(1));
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.latency.add(&other.latency).expect("all have the same bounds");
        self.requests += other.requests;
        self.commands += other.commands;
        for (name, times) in &other.outcomes {
            count(&mut self.outcomes, name, *times);
        }
        self.changes.add(&other.changes);
        self.open.extend_from_slice(&other.open);
        self.unsent += other.unsent;
        self.ended = self.ended.max(other.ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(operation: Operation, wallet: u32, amount: i64) -> Item {
        Item { operation, wallet, amount }
    }

    #[test]
    fn acknowledged_commands_say_what_every_wallet_must_have_changed_by() {
        let mut changes = Changes::new(3);
        changes.acknowledge(item(Operation::TopUp, 1, 5));
        changes.acknowledge(item(Operation::Bonus, 1, 2));
        changes.acknowledge(item(Operation::Spend, 3, 4));
        changes.acknowledge(item(Operation::Balance, 2, 7));
        let mut others = Changes::new(3);
        others.acknowledge(item(Operation::Spend, 1, 1));
        changes.add(&others);
        assert_eq!(changes.wallets, [6, 0, -4]);
        assert_eq!((changes.treasury(), changes.revenue(), changes.players()), (-7, 5, 2));
        assert_eq!(changes.players(), changes.wallets.iter().sum::<i64>());
        assert_eq!(changes.commands(), 4);
    }

    #[test]
    fn a_command_is_open_until_a_decision_is_told() {
        assert_eq!(Verdict::of(201, POSTED), Verdict::Posted);
        assert_eq!(Verdict::of(402, "insufficient_funds"), Verdict::Refused);
        assert_eq!(Verdict::of(409, "treasury_exhausted"), Verdict::Refused);
        for (status, code) in [(409, "request_in_progress"), (503, "outcome_unknown"), (500, "internal_error")] {
            assert_eq!(Verdict::of(status, code), Verdict::Open, "{code}");
        }
    }

    #[test]
    fn a_batchs_answer_is_read_without_its_transactions() {
        let answer = r#"{"results":[{"status":201,"replayed":true,"transaction":{"id":"x","entries":[{"a":1}]}},
            {"status":402,"problem":{"code":"insufficient_funds","detail":"no \"funds\""}}]}"#;
        let answer: BatchAnswer<'_> = serde_json::from_str(answer).expect("readable");
        let results: Vec<(u16, &str)> = answer.results.iter().map(|result| (result.status, result.code())).collect();
        assert_eq!(results, [(201, "posted"), (402, "insufficient_funds")]);
    }

    #[test]
    fn a_problem_without_a_code_is_named_by_its_status() {
        assert_eq!(code_of(402, br#"{"code":"insufficient_funds"}"#), "insufficient_funds");
        assert_eq!(code_of(502, b"<html>"), "http_502");
    }
}
