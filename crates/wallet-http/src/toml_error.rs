//! Complaints about a text that somebody wrote: one line each, in words that need no knowledge of a library.

/// The most characters of a complaint: the text that it quotes may be of any length.
const CHARS_MAX: usize = 600;

/// A text as one line of bounded length, without control characters.
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

/// A parser's message without the names of Rust's types.
pub(crate) fn in_our_words(message: &str) -> String {
    let (reason, place) = message.split_at(message.rfind(" at line ").unwrap_or(message.len()));
    if let Some(within) = reason.strip_prefix("EOF while parsing ") {
        return format!("it ends in the middle of {within}{place}");
    }
    let Some((found, expected)) = reason.rsplit_once("expected ") else { return message.to_owned() };
    let expected = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number that is not negative",
        "i64" | "an integer" => "a whole number",
        "a boolean" | "a bool" => "true or false",
        "a string" => "a text",
        "value" => "a JSON value",
        "ident" => "true, false or null",
        other => other,
    };
    format!("{found}expected {expected}{place}")
}

/// The fault in a file, with the line's number and text.
pub(crate) fn one_line(name: &str, text: &str, error: &toml::de::Error) -> String {
    let reason = in_our_words(&error.message().replace('\n', " "));
    match error.span() {
        Some(span) => at(name, text, span.start, &reason),
        None => shown(&format!("{name}: {reason}")),
    }
}

/// A complaint about the line that holds the byte at `offset`.
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

    #[test]
    fn what_only_a_programmer_knows_is_said_in_other_words() {
        for (message, words) in [
            ("EOF while parsing an object", "it ends in the middle of an object"),
            ("EOF while parsing a value at line 1 column 0", "it ends in the middle of a value at line 1 column 0"),
            ("expected u8 at line 2 column 9", "expected a whole number from 0 to 255 at line 2 column 9"),
            (
                "invalid type: string \"x\", expected u16",
                "invalid type: string \"x\", expected a whole number from 0 to 65535",
            ),
            ("invalid type: integer `1`, expected a boolean", "invalid type: integer `1`, expected true or false"),
            ("expected value", "expected a JSON value"),
            ("unknown field `x`, expected one of `a`, `b`", "unknown field `x`, expected one of `a`, `b`"),
            ("missing field `a`", "missing field `a`"),
        ] {
            assert_eq!(in_our_words(message), words);
        }
    }
}
