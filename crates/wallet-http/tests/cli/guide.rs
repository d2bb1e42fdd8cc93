//! The lines of the README and of the pages of the API, run by bash and curl as they stand, against new servers.

use std::fs;
use std::path::Path;
use std::process::Command;

use harness::process::{Server, folder, wallet};
use serde_json::Value;

/// The examples of a page: lines to paste, and what the answer to the last of them holds.
fn examples(page: &str) -> Vec<(&str, Value)> {
    let blocks = page.split("```bash\n").skip(1);
    let pairs = blocks.filter_map(|block| block.split_once("```\n```json\n"));
    let read = |json: &str| serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    pairs.map(|(lines, rest)| (lines, read(rest.split("```").next().unwrap_or(rest)))).collect()
}

/// Whether an answer holds what is shown of it: its members may be more, and `"..."` is anything.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (_, Value::String(text)) if text == "..." => true,
        (Value::Object(answer), Value::Object(shown)) => {
            shown.iter().all(|(name, shown)| answer.get(name).is_some_and(|answer| holds(answer, shown)))
        }
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() == shown.len() && answer.iter().zip(shown).all(|(answer, shown)| holds(answer, shown))
        }
        _ => answer == shown,
    }
}

/// Runs the examples of a page, in order, on a new server.
fn run_page(path: &Path) -> usize {
    let page = fs::read_to_string(path).expect("a page is text");
    let examples = examples(&page);
    if examples.is_empty() {
        return 0;
    }
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    for (lines, shown) in &examples {
        let lines = lines.replace("localhost:3000", &server.address);
        let done = Command::new("bash").args(["-ec", &lines]).output().expect("bash starts");
        let answer = String::from_utf8_lossy(&done.stdout);
        let json = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {lines}{answer}{done:?}"));
        let page = path.display();
        assert!(holds(&json, shown), "{page}:\n{lines}\nshould be answered with {shown}\nand was with {answer}");
    }
    examples.len()
}

#[test]
fn the_lines_of_the_pages_are_answered_as_the_pages_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    assert!(run_page(&root.join("README.md")) >= 5);
    let folders =
        ["docs/api", "docs/integrate"].map(|name| fs::read_dir(root.join(name)).expect("the folder is there"));
    let examples: usize = folders.into_iter().flatten().map(|page| run_page(&page.expect("an entry").path())).sum();
    assert!(examples >= 25, "only {examples} examples");
}
