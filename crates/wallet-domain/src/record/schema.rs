//! The schema of a store that keeps its records in tables, compared with the one of this program.

use crate::flow::Flow;

/// How a store's schema compares with this program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// There is none.
    Missing,
    /// A migration or a flow is missing.
    Older,
    /// It is this program's.
    Current,
    /// A migration is not the one of this program that has its number.
    Other,
    /// The store has this in addition.
    Newer(String),
}

impl Schema {
    /// Compares the migrations that were applied with the known ones, each a version with its checksum.
    pub fn of(applied: &[(i32, String)], known: &[(i32, String)]) -> Self {
        for (version, checksum) in applied {
            match known.iter().find(|(known, _)| known == version) {
                Some((_, known)) if known == checksum => {}
                Some(_) => return Self::Other,
                None => return Self::Newer(format!("schema version {version}")),
            }
        }
        match applied.len() {
            0 => Self::Missing,
            count if count < known.len() => Self::Older,
            _ => Self::Current,
        }
    }

    /// Compares the flows of a store whose migrations are current, each a code with its name.
    pub fn of_flows(flows: &[(i16, String)]) -> Self {
        for (code, name) in flows {
            if Flow::from_code(*code).is_none_or(|flow| flow.name() != name) {
                return Self::Newer(format!("the flow {name} with code {code}"));
            }
        }
        if flows.len() < Flow::ALL.len() { Self::Older } else { Self::Current }
    }

    /// Why a program refuses the store, and what to do; none if the schema is current.
    pub fn refusal(&self, store: &str) -> Option<String> {
        Some(match self {
            Self::Current => return None,
            Self::Missing => format!("{store} holds no ledger: run `wallet migrate` first"),
            Self::Older => format!("{store} has an older schema than this program: run `wallet migrate` first"),
            Self::Other => format!(
                "{store} was made by a version from before the first release whose schema is not upgraded: make a new \
                 store, and use that version to read this one"
            ),
            Self::Newer(what) => format!(
                "{store} has {what}, which this program does not know: use the program that migrated it, or a newer one"
            ),
        })
    }
}
