//! Notes about owners.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain::{NoteText, OwnerNote, Timestamp};

use super::fields::{Field, Noted};
use super::request::request;
use crate::http::problem::Problem;

request! {
    /// `POST /v1/owners/{owner}/notes`: what is to be kept.
    CreateNoteRequest {
        text: Field<Noted>,
    }
}

impl CreateNoteRequest {
    /// The text, or what is wrong with it.
    pub fn into_text(self) -> Result<NoteText, Problem> {
        self.text.get()
    }
}

/// A page of the notes about an owner, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotePage<'a> {
    /// The notes.
    pub data: Vec<Note<'a>>,
    /// The `cursor` of the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// What somebody has written about an owner. It is never changed or deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Note<'a> {
    /// Its number among the changes; later ones have higher numbers.
    #[schema(example = 7)]
    number: i64,
    /// When.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `key` and the id of an API key; `anyone` if none was sent.
    #[schema(example = "key 0a1b2c3d4e5f")]
    actor: &'a str,
    /// What it says.
    #[schema(example = "Asked for a refund of the hat; told to wait until Tuesday.")]
    text: &'a str,
}

impl<'a> From<&'a OwnerNote> for Note<'a> {
    fn from(note: &'a OwnerNote) -> Self {
        Self { number: note.number, at: note.at, actor: note.actor.as_str(), text: note.text.as_str() }
    }
}
