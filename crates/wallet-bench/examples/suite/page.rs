//! `docs/benchmarks.md`: text that people write, and between markers what the program has measured.

use std::fmt::Write as _;
use std::fs;

use harness::run::{self, Failure};

/// What a place holds until it is measured.
const EMPTY: &str = "Not measured yet.";

/// A table: names to the left, figures to the right.
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self::of(head.map(str::to_owned).to_vec())
    }

    /// One whose columns are counted when it is made.
    pub(super) fn of(head: Vec<String>) -> Self {
        Self { head, rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.add(cells.into());
    }

    pub(super) fn add(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// In Markdown.
    pub(super) fn render(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace('\n', " "));
        let figures = "---:|".repeat(self.head.len().saturating_sub(1));
        let begin = format!("{}|---|{figures}\n", line(&self.head));
        self.rows.iter().fold(begin, |table, row| table + &line(row))
    }
}

/// Whether the page has a place for every one of `names`.
pub(super) fn check(names: &[&str]) -> Result<(), Failure> {
    let page = fs::read_to_string(path()?)?;
    names.iter().try_for_each(|name| replaced(&page, name, EMPTY).map(|_| ())).map_err(Failure::new)
}

/// Puts what was measured in its place.
pub(super) fn put(name: &str, text: &str) -> Result<(), Failure> {
    let page = fs::read_to_string(path()?)?;
    Ok(fs::write(path()?, replaced(&page, name, text).map_err(Failure::new)?)?)
}

fn path() -> Result<std::path::PathBuf, Failure> {
    Ok(run::root()?.join("docs").join("benchmarks.md"))
}

/// The page with `text` between the markers of `name`, and all else as it was.
fn replaced(page: &str, name: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let parts = page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("docs/benchmarks.md lacks the markers of {name}"))?;
    let mut replaced = String::with_capacity(page.len() + text.len());
    let _ = write!(replaced, "{before}{begin}{}\n{end}{after}", text.trim());
    Ok(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_markdown_with_its_figures_to_the_right() {
        let mut table = Table::new(["server", "a second"]);
        table.row(["one".to_owned(), "1,000".to_owned()]);
        assert_eq!(table.render(), "| server | a second |\n|---|---:|\n| one | 1,000 |\n");
    }

    #[test]
    fn only_what_is_between_the_markers_is_replaced() {
        let page = "# Page\n\n<!-- a -->\nold\n<!-- end of a -->\n\ntext\n\n<!-- b -->\nkept\n<!-- end of b -->\n";
        let once = replaced(page, "a", "\nnew\n\nlines\n").expect("there are markers");
        assert_eq!(once, page.replace("old", "new\n\nlines"));
        assert_eq!(replaced(&once, "a", "old").expect("there are markers"), page);
    }

    #[test]
    fn a_page_without_a_place_is_refused() {
        for page in ["", "<!-- a -->\n", "<!-- end of a -->\n<!-- a -->\n", "<!-- b -->\n<!-- end of b -->"] {
            assert!(replaced(page, "a", "text").is_err(), "{page}");
        }
    }
}
