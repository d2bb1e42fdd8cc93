//! Rows of CSV, as RFC 4180 has it.

pub(crate) use csv::Terminator;
use csv::WriterBuilder;
use serde::{Serialize, Serializer};

/// A caller's text as a cell: never a formula to a spreadsheet.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell<'a>(pub(crate) &'a str);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.starts_with(['=', '+', '-', '@']) {
            return serializer.collect_str(&format_args!("'{}", self.0));
        }
        serializer.serialize_str(self.0)
    }
}

/// The rows without a head, each with its end.
pub(crate) fn write<T: Serialize>(rows: impl IntoIterator<Item = T>, end: Terminator) -> String {
    let mut writer = WriterBuilder::new().has_headers(false).terminator(end).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).expect("a row is flat");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_no_formula() {
        for (text, shown) in [
            ("", ""),
            ("a hat", "a hat"),
            ("a \"red\" hat", "\"a \"\"red\"\" hat\""),
            ("hats, red", "\"hats, red\""),
            ("hats\rred", "\"hats\rred\""),
            ("hats\nred", "\"hats\nred\""),
            ("=1+1", "'=1+1"),
            ("@cmd,x", "\"'@cmd,x\""),
            ("-3", "'-3"),
            ("  é#;\t|", "  é#;\t|"),
        ] {
            assert_eq!(write([(Cell(text), 7)], Terminator::CRLF), format!("{shown},7\r\n"));
        }
    }
}
