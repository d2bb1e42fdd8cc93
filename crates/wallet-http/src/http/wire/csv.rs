//! Cells of RFC 4180.

use std::borrow::Cow;

/// A caller's text as a cell: quoted where it must be, and never a formula to a spreadsheet.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let text =
        if text.starts_with(['=', '+', '-', '@']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if text.contains(['"', ',', '\r', '\n']) { Cow::Owned(format!("\"{}\"", text.replace('"', "\"\""))) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_no_formula() {
        for (text, shown) in [
            ("a hat", "a hat"),
            ("a \"red\" hat", "\"a \"\"red\"\" hat\""),
            ("hats, red", "\"hats, red\""),
            ("=1+1", "'=1+1"),
            ("@cmd,x", "\"'@cmd,x\""),
            ("-3", "'-3"),
        ] {
            assert_eq!(cell(text), shown);
        }
    }
}
