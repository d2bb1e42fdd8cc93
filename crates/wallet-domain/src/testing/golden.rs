//! Golden files: texts that must not change, kept beside the tests and compared byte for byte.

use std::fs;
use std::path::Path;

/// Fails unless the golden file at `path` holds exactly `found`. With the variable `GOLDEN=write` it writes the file
/// instead.
///
/// # Panics
/// If the two differ. The message shows the first line that does.
#[track_caller]
pub fn check_golden(path: impl AsRef<Path>, found: &str) {
    let path = path.as_ref();
    if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, found).expect("the golden file can be written");
        return;
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == found {
        return;
    }
    let (kept, found): (Vec<&str>, Vec<&str>) = (kept.split('\n').collect(), found.split('\n').collect());
    let first = (0..=kept.len()).find(|line| kept.get(*line) != found.get(*line)).expect("the texts differ");
    let shown = |lines: &[&str]| lines.get(first).map_or("(the end)".to_owned(), |line| format!("{line:?}"));
    panic!(
        "{}, line {}:\n  was {}\n  is  {}\nThis must not change by accident. If it is meant to, run the test with GOLDEN=write \
         and say in the commit which lines changed and why.",
        path.display(),
        first + 1,
        shown(&kept),
        shown(&found)
    );
}
