//! Complaints about what an operator wrote, in one line each.

/// The most characters of a complaint: what it quotes may be of any length.
const CHARS_MAX: usize = 600;

/// A text as one line that does nothing to a terminal, and that is not too long.
pub(crate) fn shown(text: &str) -> String {
    let escaped = text.chars().flat_map(|character| {
        let (escape, plain) = if character.is_control() { (Some(character), None) } else { (None, Some(character)) };
        escape.into_iter().flat_map(char::escape_default).chain(plain)
    });
    let mut escaped = escaped.peekable();
    let mut line: String = escaped.by_ref().take(CHARS_MAX).collect();
    if escaped.peek().is_some() {
        line.push_str(" ...");
    }
    line
}

/// What is wrong with a file, where, and how that line reads.
pub(crate) fn one_line(name: &str, text: &str, error: &toml::de::Error) -> String {
    let reason = error.message().replace('\n', " ");
    match error.span() {
        Some(span) => at(name, text, span.start, &reason),
        None => shown(&format!("{name}: {reason}")),
    }
}

/// A complaint about the line in which the byte at `offset` is.
pub(crate) fn at(name: &str, text: &str, offset: usize, reason: &str) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let number = before.matches('\n').count();
    let line = text.lines().nth(number).unwrap_or_default().trim();
    shown(&format!("{name} line {} ({line}): {reason}", number + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_line_of_bounded_length_that_does_nothing_to_a_terminal() {
        let text = "a = 1\nb = \"\u{1b}[2J\r\"";
        assert_eq!(at("file", text, 6, "no\nway"), "file line 2 (b = \"\\u{1b}[2J\\r\"): no\\nway");
        let long = shown(&"ä".repeat(10_000));
        assert_eq!((long.chars().count(), long.ends_with("ä ...")), (CHARS_MAX + 4, true));
    }
}
