//! What demo data changed, row by row.

use std::fmt;

use wallet_domain::{Command, Flow, Outcome};

use super::DemoError;

/// What a file changed, and what was there already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every row of the file and every wallet that it names, in order.
    pub rows: Vec<Row>,
}

/// One thing that a file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `asset`, `wallet`, `mint` or `grant`.
    pub kind: &'static str,
    /// Its asset, owner and amount.
    pub what: String,
    /// Whether it is new.
    pub status: RowStatus,
}

/// Whether a row changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStatus {
    /// It is new.
    Added,
    /// It was there already.
    Present,
}

impl Row {
    /// The row of a command, unless the ledger refused it.
    pub(super) fn booked(command: &Command, outcome: &Outcome) -> Result<Self, DemoError> {
        let (kind, what) = match command.flow() {
            Flow::Mint => ("mint", format!("{} {}", command.asset(), command.amount())),
            _ => ("grant", format!("{} {} {}", command.owner(), command.asset(), command.amount())),
        };
        match outcome.result() {
            Ok(_) if outcome.is_replay() => Ok(Self { kind, what, status: RowStatus::Present }),
            Ok(_) => Ok(Self { kind, what, status: RowStatus::Added }),
            Err(rejection) => {
                let reason = match outcome {
                    Outcome::KeyReused => "it was applied with other figures before".to_owned(),
                    Outcome::Tried(_) | Outcome::Undone { .. } => "it was not recorded".to_owned(),
                    _ => rejection.to_string().trim_end_matches('.').to_owned(),
                };
                Err(DemoError::Refused { row: format!("{kind} {what}"), reason })
            }
        }
    }
}

impl Report {
    fn count(&self, kind: &str, status: RowStatus) -> usize {
        self.rows.iter().filter(|row| row.kind == kind && row.status == status).count()
    }

    fn totals(&self, status: RowStatus) -> String {
        let totals: Vec<String> = ["asset", "wallet", "mint", "grant"]
            .iter()
            .map(|kind| match self.count(kind, status) {
                1 => format!("1 {kind}"),
                count => format!("{count} {kind}s"),
            })
            .collect();
        totals.join(", ")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let added = self.rows.iter().filter(|row| row.status == RowStatus::Added).count();
        match (added, self.rows.len()) {
            (0, _) => write!(f, "added nothing: {} were there already", self.totals(RowStatus::Present)),
            (added, rows) if added == rows => write!(f, "added {}", self.totals(RowStatus::Added)),
            _ => {
                let (added, present) = (self.totals(RowStatus::Added), self.totals(RowStatus::Present));
                write!(f, "added {added}; {present} were there already")
            }
        }
    }
}
