//! Details: what a caller attaches to a command.

use crate::value::metadata::Metadata;
use crate::value::text::{Description, Reference};

/// What a caller attaches to a command; none of it decides anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Details {
    /// The caller's own handle: a top-up's payment reference, a bonus's reason.
    pub reference: Option<Reference>,
    /// What it is for, in a person's words.
    pub description: Option<Description>,
    /// Anything else, as a JSON object.
    pub metadata: Option<Metadata>,
}
