//! Notes about owners: a text for the next person who looks at them.
//!
//! A note is a change that changes nothing: it is kept in the list of changes, with who wrote it and when, and nobody
//! changes or deletes it.

use serde::Deserialize;
use serde_json::json;

use crate::asset::change::{Change, ChangeAction, ChangeNote, ChangeRecord};
use crate::value::owner::OwnerId;
use crate::value::text::{Actor, NoteText};
use crate::value::time::Timestamp;

/// For how long the same text by the same hand is the same note: a caller that had no answer sends it again.
const REPEATED_WITHIN_US: i64 = 10 * 60 * 1_000_000;

/// A note as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerNote {
    /// Its number among the changes; later ones have higher numbers.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What it says.
    pub text: NoteText,
}

/// What is kept of a note.
#[derive(Deserialize)]
struct Kept {
    note: String,
}

impl OwnerNote {
    /// What to keep of a note about an owner; `None` if `latest`, the owner's latest change, is this very note: the same
    /// text by the same actor, at most ten minutes ago.
    pub fn change(
        owner: &OwnerId,
        text: &NoteText,
        by: &ChangeNote,
        at: Timestamp,
        latest: Option<&ChangeRecord>,
    ) -> Option<Change> {
        let is_same = |note: Self| {
            let age_us = at.as_micros() - note.at.as_micros();
            note.text == *text && note.actor == by.actor && age_us.unsigned_abs() <= REPEATED_WITHIN_US.unsigned_abs()
        };
        if latest.and_then(Self::of).is_some_and(is_same) {
            return None;
        }
        let after = json!({ "note": text.as_str() }).to_string();
        let (action, owner) = (ChangeAction::Note, Some(owner.clone()));
        Some(Change { action, owner, asset: None, object: None, before: None, after })
    }

    /// The note that a change is, if it is one.
    pub fn of(record: &ChangeRecord) -> Option<Self> {
        if record.change.action != ChangeAction::Note {
            return None;
        }
        let kept: Kept = serde_json::from_str(&record.change.after).ok()?;
        let text = NoteText::new(&kept.note).ok()?;
        Some(Self { number: record.number, at: record.at, actor: record.note.actor.clone(), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::owner;

    #[test]
    fn a_note_comes_back_and_is_kept_once_if_it_is_sent_again() {
        let (player, ada, bob) = (owner("user_001"), ChangeNote::by("ada"), ChangeNote::by("bob"));
        let (ada, bob) = (ada.expect("valid"), bob.expect("valid"));
        let text = |text| NoteText::new(text).expect("valid");
        let at = |minutes: i64| Timestamp::from_micros(1_700_000_000_000_000 + minutes * 60_000_000);
        let said = text("said \"why\"\ntwice \u{1f5e1}");
        let change = OwnerNote::change(&player, &said, &ada, at(0), None).expect("it is the first");
        assert_eq!((change.owner.as_ref(), change.asset.as_ref()), (Some(&player), None));
        let latest = ChangeRecord { number: 7, at: at(0), note: ada.clone(), change };
        let note = OwnerNote::of(&latest).expect("it is a note");
        assert_eq!((note.number, note.at, &note.actor, &note.text), (7, at(0), &ada.actor, &said));
        let is_kept = |text: &NoteText, by, at| OwnerNote::change(&player, text, by, at, Some(&latest)).is_some();
        assert!(!is_kept(&said, &ada, at(10)), "it is sent again");
        assert!(is_kept(&said, &ada, at(11)), "it is said again");
        assert!(is_kept(&said, &bob, at(1)) && is_kept(&text("other"), &ada, at(1)));
        let frozen = Change { action: ChangeAction::Freeze, ..latest.change.clone() };
        assert_eq!(OwnerNote::of(&ChangeRecord { change: frozen, ..latest }), None);
    }
}
