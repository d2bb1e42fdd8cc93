//! Commands as JSON and the like: read back, they are checked as if they were new.

use std::sync::Arc;

use crate::flow::command::{Command, CommandParts, InvalidCommand};
use crate::value::origin::Origin;

/// A command as it is written: id and fingerprint follow from it.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Written {
    #[serde(flatten)]
    parts: CommandParts,
    origin: Option<Arc<Origin>>,
}

impl From<Command> for Written {
    fn from(it: Command) -> Self {
        let terms = it.terms.as_deref().cloned();
        let Command { flow, key, owner, asset, amount, details, origin, .. } = it;
        Self { parts: CommandParts { flow, key, owner, asset, amount, terms, details }, origin }
    }
}

impl TryFrom<Written> for Command {
    type Error = InvalidCommand;

    fn try_from(it: Written) -> Result<Self, InvalidCommand> {
        Ok(Self { origin: it.origin, ..it.parts.build()? })
    }
}
