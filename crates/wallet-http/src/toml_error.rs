//! Complaints about TOML files, in one line each.

/// What is wrong with a file, where, and how that line reads.
pub(crate) fn one_line(name: &str, text: &str, error: &toml::de::Error) -> String {
    let reason = error.message().replace('\n', " ");
    match error.span() {
        Some(span) => at(name, text, span.start, &reason),
        None => format!("{name}: {reason}"),
    }
}

/// A complaint about the line in which the byte at `offset` is.
pub(crate) fn at(name: &str, text: &str, offset: usize, reason: &str) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let number = before.matches('\n').count();
    let line = text.lines().nth(number).unwrap_or_default().trim();
    format!("{name} line {} ({line}): {reason}", number + 1)
}
