//! What the binary says of itself.

use harness::process::{folder, run, wallet};
use wallet_domain::testing::check_golden;

/// The help of a command and of all below it, each found in the one above.
fn helps(path: &[&str]) -> String {
    let help = run(&mut wallet(folder().path(), &[path, &["--help"]].concat())).success();
    let commands = help.split("\nCommands:\n").nth(1).unwrap_or_default().lines().take_while(|line| !line.is_empty());
    // Those of two blanks: what is indented further goes on with a description.
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty()));
    let below: String = names.filter(|name| *name != "help").map(|name| helps(&[path, &[name]].concat())).collect();
    format!("## wallet {}\n{help}\n{below}", path.join(" "))
}

#[test]
fn the_help_of_every_command_is_golden() {
    check_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/help.txt"), &helps(&[]));
}

#[test]
fn the_help_of_serve_names_every_setting() {
    let folder = folder();
    let help = run(&mut wallet(folder.path(), &["serve", "--help"])).success();
    let settings = toml::Table::try_from(wallet_http::config::Settings::default()).expect("serialisable");
    for (section, keys) in &settings {
        let line = help.lines().find(|line| line.trim_start().starts_with(&format!("{section} ")));
        let line = line.unwrap_or_else(|| panic!("no line of {section} in:\n{help}"));
        let named: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).skip(1).collect();
        let keys: Vec<&str> = keys.as_table().expect("a section").keys().map(String::as_str).collect();
        assert_eq!(sorted(named), sorted(keys), "{section}");
    }
}

#[test]
fn a_password_in_the_environment_is_not_in_the_help() {
    let folder = folder();
    let help = run(wallet(folder.path(), &["--help"]).env("DATABASE_URL", "postgres://me:hunter2@db/wallet")).success();
    assert!(!help.contains("hunter2"), "{help}");
}

#[test]
fn an_unknown_command_is_refused_with_the_usage() {
    let folder = folder();
    let done = run(&mut wallet(folder.path(), &["bake"]));
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("bake") && done.stderr.contains("Usage:"), "{}", done.stderr);
}

#[test]
fn openapi_prints_the_document_and_survives_a_reader_that_leaves() {
    let folder = folder();
    let document = run(&mut wallet(folder.path(), &["openapi"])).success();
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{document}");
    assert!(document["paths"]["/v1/spends"].is_object(), "{document}");

    let mut command = wallet(folder.path(), &["openapi"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the child is ours");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}
