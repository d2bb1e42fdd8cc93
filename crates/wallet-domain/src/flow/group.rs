//! Groups: commands of a batch that are decided together, to stand or fall, or only to see what would come of them.

use std::ops::Range;

/// Some neighbours in a batch that are decided together. Whatever of a group is not to last is undone in the book before
/// the next command is decided, so that it costs no database transaction of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their positions in the batch.
    pub commands: Range<usize>,
    /// What is to come of them.
    pub kind: GroupKind,
}

/// What is to come of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// All of its commands are posted, or none is carried out: then nothing of it is recorded and no key of it is used,
    /// and each is answered [`Outcome::Undone`](crate::Outcome::Undone) with the first refusal. If some of its keys
    /// were recorded before, all must have been: else the first of those is refused as a key's second use.
    AllOrNothing,
    /// Each is decided as if it were alone in its batch, later ones seeing the effects of earlier ones, and then
    /// nothing is recorded: [`Outcome::Tried`](crate::Outcome::Tried) says what would have been.
    Trial,
    /// A trial of all or nothing.
    AllOrNothingTrial,
}

impl GroupKind {
    /// Whether the first refusal ends it.
    pub fn is_all_or_nothing(self) -> bool {
        match self {
            Self::AllOrNothing | Self::AllOrNothingTrial => true,
            Self::Trial => false,
        }
    }

    /// Whether nothing of it is ever recorded.
    pub fn is_trial(self) -> bool {
        match self {
            Self::Trial | Self::AllOrNothingTrial => true,
            Self::AllOrNothing => false,
        }
    }
}
