//! Texts that callers attach: bounded, and free of what a store or a log would refuse later.

use std::fmt;
use std::sync::Arc;

/// A text that is empty, too long, or holds a control character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The {what} must be 1 to {max} characters without control characters.")]
pub struct InvalidText {
    /// Which text.
    pub what: &'static str,
    /// How many characters it may have.
    pub max: usize,
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most characters it may have.
            pub const CHARS_MAX: usize = $max;

            /// Parses the text.
            pub fn new(text: &str) -> Result<Self, InvalidText> {
                if is_printable(text, Self::CHARS_MAX) {
                    Ok(Self(text.into()))
                } else {
                    Err(InvalidText { what: $what, max: Self::CHARS_MAX })
                }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// What a transaction or an asset is for, in a person's words.
    Description, "description", 500
);
text!(
    /// The caller's own handle on the matter: a top-up's payment reference, a bonus's reason.
    Reference, "reference", 255
);
text!(
    /// Who made a change: an API key's name, or the service itself.
    Actor, "actor", 150
);
text!(
    /// The id of what a change is about that is neither a wallet nor an asset: a key's, an approval's, a webhook's, an alert's.
    ObjectId, "id", 50
);
text!(
    /// The person on whose behalf a caller asks.
    Person, "person", 100
);
text!(
    /// An asset's name for people.
    Name, "name", 100
);

/// A note about an owner: 1 to 2,000 characters, of several lines if need be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoteText(Arc<str>);

impl NoteText {
    /// The most characters it may have.
    pub const CHARS_MAX: usize = 2_000;

    /// Parses the text. Line feeds are the only control characters in it.
    pub fn new(text: &str) -> Result<Self, InvalidNote> {
        let is_text = !text.trim().is_empty()
            && text.len() <= Self::CHARS_MAX * 4
            && text.chars().count() <= Self::CHARS_MAX
            && !text.chars().any(|it| it.is_control() && it != '\n');
        if is_text { Ok(Self(text.into())) } else { Err(InvalidNote) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no [`NoteText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A note must be 1 to 2000 characters, not blank, without control characters but line feeds.")]
pub struct InvalidNote;

fn is_printable(text: &str, chars_max: usize) -> bool {
    // A character is at most four bytes, so a long text is refused without counting it.
    !text.is_empty()
        && text.len() <= chars_max * 4
        && text.chars().count() <= chars_max
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bounded_in_characters_not_bytes() {
        assert!(Reference::new(&"ä".repeat(255)).is_ok());
        assert!(Reference::new(&"ä".repeat(256)).is_err());
        assert!(Reference::new("").is_err());
        assert!(NoteText::new(&"ä".repeat(2_000)).is_ok());
        assert!(NoteText::new(&"ä".repeat(2_001)).is_err());
    }

    #[test]
    fn a_text_holds_no_control_character() {
        for bad in ["a\0b", "line\nbreak", "\u{7f}", "\u{85}"] {
            assert!(Description::new(bad).is_err(), "{bad:?}");
        }
        assert!(Description::new("a sword, +1 \u{1f5e1}").is_ok());
        assert!(NoteText::new("called\ncalled again").is_ok());
        for bad in ["", " \n ", "a\rb", "a\0b"] {
            assert!(NoteText::new(bad).is_err(), "{bad:?}");
        }
    }
}
