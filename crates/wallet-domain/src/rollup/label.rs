//! Labels: what a transaction says of why it was, by kind.

use std::fmt;
use std::str::FromStr;

use crate::flow::Flow;
use crate::flow::command::Command;
use crate::value::metadata::Metadata;
use crate::value::owner::OwnerId;
use crate::value::text::Reference;

/// How many labels are kept of a day, an asset, a flow and a kind: the largest.
pub const LABELS_MAX: usize = 200;
/// How many are told apart while a day is not over; those that come later are [`OTHER`].
pub const LABELS_OPEN_MAX: usize = 10_000;
/// The label of all that are not kept.
pub const OTHER: &str = "other";
/// The most characters of a label; a longer one is cut.
const CHARS_MAX: usize = 100;

/// What a label tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// Why: a bonus's or a reversal's reason.
    Reason,
    /// What credits went into: a spend's sink.
    Sink,
    /// Where they came from: a bonus's source.
    Source,
    /// The campaign that it belongs to.
    Campaign,
    /// What was bought: a purchase's sku.
    Item,
}

impl LabelKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Reason, Self::Sink, Self::Source, Self::Campaign, Self::Item];

    /// The name on the wire and in stores.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Sink => "sink",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Item => "item",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The member of the metadata that each kind is read from, where the transaction has no field of its own for it.
///
/// Written as `reason=reason,sink=sink,source=source,campaign=campaign,item=item`. A kind that is not named is read from the
/// member of its own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelKeys([String; 5]);

/// A text that is no [`LabelKeys`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no list such as reason=why,item=product: kinds are reason, sink, source, campaign and item, each once, and a \
     metadata member's name has 1 to 100 characters without = and commas."
)]
pub struct InvalidLabels(String);

impl Default for LabelKeys {
    fn default() -> Self {
        Self(LabelKind::ALL.map(|kind| kind.name().to_owned()))
    }
}

impl FromStr for LabelKeys {
    type Err = InvalidLabels;

    fn from_str(text: &str) -> Result<Self, InvalidLabels> {
        let invalid = || InvalidLabels(text.to_owned());
        let mut named = [const { None }; 5];
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (kind, key) = part.split_once('=').ok_or_else(invalid)?;
            let kind = LabelKind::from_name(kind).ok_or_else(invalid)?;
            let is_name = (1..=CHARS_MAX).contains(&key.chars().count())
                && !key.contains('=')
                && !key.chars().any(char::is_control);
            if !is_name || named[kind as usize].replace(key.to_owned()).is_some() {
                return Err(invalid());
            }
        }
        let mut keys = Self::default();
        for (key, named) in keys.0.iter_mut().zip(named) {
            *key = named.unwrap_or_else(|| std::mem::take(key));
        }
        Ok(keys)
    }
}

impl fmt::Display for LabelKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (kind, key)) in LabelKind::ALL.into_iter().zip(&self.0).enumerate() {
            write!(f, "{}{}={key}", if place == 0 { "" } else { "," }, kind.name())?;
        }
        Ok(())
    }
}

impl LabelKeys {
    /// The labels of a command, by kind.
    pub(crate) fn labels_of(&self, command: &Command) -> [Option<Box<str>>; 5] {
        let details = command.details();
        let mut labels = [const { None }; 5];
        if let Some(metadata) = &details.metadata {
            for (label, key) in labels.iter_mut().zip(&self.0) {
                // The text is searched first: most metadata has none of the members, and reading it costs more.
                *label = metadata.as_str().contains(key.as_str()).then(|| member(metadata, key)).flatten();
            }
        }
        let reference = details.reference.as_ref().map(Reference::as_str);
        let via = command.via().map(OwnerId::as_str);
        let own: &[(LabelKind, Option<&str>)] = match command.flow() {
            Flow::Bonus => &[(LabelKind::Reason, reference), (LabelKind::Source, via)],
            Flow::Spend => &[(LabelKind::Sink, via)],
            Flow::Reversal => &[(LabelKind::Reason, reference)],
            Flow::Purchase => &[(LabelKind::Item, reference)],
            _ => &[],
        };
        for (kind, label) in own {
            if let Some(label) = label {
                labels[*kind as usize] = Some(cut(label));
            }
        }
        labels
    }
}

/// A text, a number or a truth of the metadata, as a label.
fn member(metadata: &Metadata, key: &str) -> Option<Box<str>> {
    let json = metadata.member(key).filter(|json| *json != "null")?;
    if !json.starts_with('"') {
        return Some(cut(json));
    }
    let text: String = serde_json::from_str(json).ok()?;
    (!text.is_empty()).then(|| cut(&text))
}

fn cut(text: &str) -> Box<str> {
    text.char_indices().nth(CHARS_MAX).map_or(text, |(end, _)| &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_by_kind_and_the_others_are_their_own() {
        let written = "reason=why,sink=sink,source=source,campaign=campaign,item=product id";
        let keys: LabelKeys = " item=product id,reason=why ".parse().expect("good ones");
        assert_eq!(keys.to_string(), written);
        assert_eq!(written.parse(), Ok(keys));
        assert_eq!("".parse(), Ok(LabelKeys::default()));
        for bad in ["reason", "reason=", "why=reason", "reason=a,reason=b", "reason=a=b", "Reason=a", "reason=a\nb"] {
            assert!(bad.parse::<LabelKeys>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_label_is_a_text_a_number_or_a_truth_and_not_too_long() {
        let metadata =
            Metadata::parse(r#"{"t":"ä \"x\"","n":7,"b":true,"e":"","z":null,"l":[1],"o":{}}"#).expect("valid");
        for (key, label) in [("t", Some("ä \"x\"")), ("n", Some("7")), ("b", Some("true"))] {
            assert_eq!(member(&metadata, key).as_deref(), label, "{key}");
        }
        for none in ["e", "z", "l", "o", "m"] {
            assert_eq!(member(&metadata, none), None, "{none}");
        }
        assert_eq!(cut(&"ä".repeat(101)).chars().count(), 100);
        assert_eq!(&*cut(&"ä".repeat(100)), "ä".repeat(100));
    }
}
