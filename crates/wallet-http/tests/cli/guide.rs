//! The lines of the guide and of the README, run by bash and curl as they stand, against a server that was just started.

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

#[track_caller]
fn run_page(page: &str, examples_min: usize) {
    let folder = folder();
    let server = Server::start(&mut wallet(folder.path(), &["serve", "--port", "0"]));
    let examples = examples(page);
    assert!(examples.len() >= examples_min, "only {} examples", examples.len());
    for (lines, shown) in examples {
        let lines = lines.replace("localhost:3000", &server.address);
        let done = Command::new("bash").args(["-ec", &lines]).output().expect("bash starts");
        let answer = String::from_utf8_lossy(&done.stdout);
        let json = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {lines}{answer}{done:?}"));
        assert!(holds(&json, &shown), "{lines}\nshould be answered with {shown}\nand was with {answer}");
    }
}

#[test]
fn the_guide_is_answered_as_it_says() {
    run_page(include_str!("../../../../docs/api/guide.md"), 20);
}

#[test]
fn the_first_minute_is_answered_as_the_readme_says() {
    run_page(include_str!("../../../../README.md"), 5);
}
