//! Texts of answers: times, ids, and what is JSON already.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use wallet_domain::Timestamp;

/// RFC 3339 in UTC, always with microseconds, so that texts sort as times do.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(super) fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    let time = jiff::Timestamp::from_microsecond(time.as_micros()).map_err(serde::ser::Error::custom)?;
    serializer.collect_str(&format_args!("{time:.6}"))
}

/// The same of a time that there may not be.
#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(crate) fn moment<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => rfc3339(time, serializer),
        None => serializer.serialize_none(),
    }
}

/// A text that is JSON already, and goes out as it is.
#[derive(Debug)]
pub(super) struct JsonText<'a>(pub(super) &'a str);

impl Serialize for JsonText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// What is shown as its text.
pub(super) fn display<T: std::fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The bytes of an answer.
pub(crate) fn to_json<T: Serialize>(answer: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(768);
    serde_json::to_writer(&mut bytes, answer).expect("a vector takes everything, and answers have text for keys");
    bytes
}
