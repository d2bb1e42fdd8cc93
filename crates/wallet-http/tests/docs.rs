//! What the pages say is what the code says: the problems, the settings, the metrics, and the links between pages.

use std::fs;
use std::path::{Path, PathBuf};

use wallet_http::problem::Code;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of every row of a page's tables.
fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    page.lines().filter_map(|line| line.strip_prefix("| ")).map(|row| row.split(" | ").map(str::trim).collect())
}

#[test]
fn every_problem_is_in_the_table_of_the_interface() {
    let page = read("docs/api.md");
    let documented: Vec<(&str, &str)> = rows(&page)
        .filter(|cells| cells[0].len() == 3 && cells[0].parse::<u16>().is_ok())
        .map(|cells| (cells[0], cells[1].trim_matches('`')))
        .collect();
    let statuses: Vec<String> = Code::ALL.iter().map(|code| code.status().to_string()).collect();
    let actual: Vec<(&str, &str)> =
        statuses.iter().zip(Code::ALL).map(|(status, code)| (status.as_str(), code.name())).collect();
    assert_eq!(documented, actual);
}

#[test]
fn the_table_of_settings_is_the_codes() {
    let code = read("crates/wallet-http/src/config.rs");
    let table: Vec<&str> = code.lines().filter_map(|line| line.strip_prefix("//! ")).collect();
    let table: Vec<&str> = table.into_iter().filter(|line| line.starts_with("| ")).collect();
    let page = read("docs/configuration.md");
    let documented: Vec<&str> = page.lines().filter(|line| table.contains(line)).collect();
    assert!(table.len() > 20);
    assert_eq!(documented, table);
}

#[test]
fn every_metric_of_the_code_is_on_the_page_of_operations() {
    let code = read("crates/wallet-http/src/metrics.rs");
    let page = read("docs/operations.md");
    let names = code.lines().filter_map(|line| line.strip_prefix("//! | `wallet_")?.split('`').next());
    let missing: Vec<&str> = names.filter(|name| !page.contains(&format!("`wallet_{name}`"))).collect();
    assert_eq!(missing, [] as [&str; 0]);
}

#[test]
fn every_alert_is_explained_and_asks_for_metrics_and_codes_that_there_are() {
    let (rules, page) = (read("deploy/alerts.yml"), read("docs/operations.md"));
    let explained: Vec<String> =
        rows(&page).map(|cells| cells[0].to_owned()).filter(|name| name.starts_with("`Wallet")).collect();
    let alerts: Vec<String> = (rules.lines())
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
        .map(|name| format!("`{name}`"))
        .collect();
    assert!(!alerts.is_empty());
    assert_eq!(alerts, explained);

    let (metrics, problems) = (read("crates/wallet-http/src/metrics.rs"), read("docs/api.md"));
    let expressions = rules.lines().filter_map(|line| line.trim().strip_prefix("expr: "));
    for expression in expressions {
        for word in expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            if let Some(name) = word.strip_prefix("wallet_") {
                let name = name.trim_end_matches("_bucket");
                assert!(metrics.contains(&format!("\"wallet_{name}\"")), "{expression}: no such metric");
            }
        }
        for outcome in expression.split("outcome=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(problems.contains(&format!("`{outcome}`")), "{expression}: no such outcome");
        }
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let decisions = fs::read_dir(root().join("docs/decisions")).expect("the decisions are there");
    let pages = fs::read_dir(root().join("docs")).expect("the pages are there").chain(decisions);
    let pages = pages.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some());
    let mut broken = Vec::new();
    for page in pages.chain([root().join("README.md")]) {
        let text = fs::read_to_string(&page).expect("a page is text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let target = page.with_file_name(link);
            if !link.contains("://") && !target.exists() {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert_eq!(broken, [] as [String; 0]);
}

/// Every source file under a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_test_that_the_page_of_security_names_is_there() {
    let page = read("docs/security.md");
    let mut files = Vec::new();
    sources(&root().join("crates"), &mut files);
    let code: String = files.iter().map(|path| fs::read_to_string(path).expect("a source is text")).collect();
    let names: Vec<&str> = page.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() >= 3).collect();
    assert!(names.len() > 15, "{names:?}");
    let missing: Vec<&&str> = names.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
    assert_eq!(missing, [] as [&&str; 0]);
}
