//! Conditions that queries have in common, parsed.

use wallet_domain::{Amount, Flow, Reference, Timestamp};

use crate::http::problem::{Code, Problem};
use crate::http::wire;

/// An amount.
pub(super) fn amount(text: &str) -> Result<Amount, Problem> {
    // Rust's own reading would take a sign, too.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok());
    Ok(Amount::new(digits.flatten().unwrap_or(0))?)
}

/// Refuses bounds that nothing is between.
pub(super) fn check_order<T: PartialOrd>(what: &str, min: Option<T>, max: Option<T>) -> Result<(), Problem> {
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        let detail = format!("`min_{what}` is above `max_{what}`. Exchange them.");
        return Err(Problem::new(Code::MalformedQuery, detail));
    }
    Ok(())
}

/// A flow by its name.
pub(super) fn flow(name: &str) -> Result<Flow, Problem> {
    name.parse().map_err(|_| {
        let names = Flow::ALL.map(Flow::name).join(", ");
        Problem::new(Code::InvalidFlow, format!("`flow` must be one of {names}."))
    })
}

/// A reference.
pub(super) fn reference(name: &str, text: &str) -> Result<Reference, Problem> {
    Reference::new(text).map_err(|error| {
        let detail = format!("`{name}` must be 1 to {} characters without control characters.", error.max);
        Problem::new(Code::InvalidReference, detail)
    })
}

/// A time in a query.
pub(super) fn time(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let parse = |text: &str| {
        wire::parse_time(text).ok_or_else(|| {
            let detail = format!("`{name}` must be a time such as 2026-11-25T12:00:00Z, or a date such as 2026-11-25.");
            Problem::new(Code::MalformedQuery, detail)
        })
    };
    text.map(parse).transpose()
}

/// From when and until when, as a query says it.
pub(super) fn span(from: Option<&str>, to: Option<&str>) -> Result<(Option<Timestamp>, Option<Timestamp>), Problem> {
    let (from, to) = (time("from", from)?, time("to", to)?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Problem::new(Code::MalformedQuery, "`from` is after `to`. Exchange them."));
    }
    Ok((from, to))
}
