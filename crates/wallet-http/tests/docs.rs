//! What the pages say is what the code says: the routes, the flows, the problems, the metrics, the paths of files, and the
//! links between pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wallet_domain::testing::every_rejection;
use wallet_domain::{Flow, OwnerId, Rejection};
use wallet_http::http::problem::Code;

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

/// The part of a page below a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("\n{heading}")).unwrap_or_else(|| panic!("no {heading}"));
    rest.split("\n## ").next().unwrap_or(rest)
}

#[test]
fn every_route_is_in_the_tables_of_the_interface_and_no_other() {
    let document = serde_json::to_value(wallet_http::http::openapi::document()).expect("a document is JSON");
    let named = document["paths"].as_object().expect("paths").iter().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flat_map(serde_json::Map::<String, Value>::keys);
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    // The page itself is no operation of the document.
    let operations: BTreeSet<String> = named.chain(["GET /docs".to_owned()]).collect();

    let page = read("docs/api/README.md");
    let mut documented = BTreeSet::new();
    for code in section(&page, "## Routes").split('`').skip(1).step_by(2) {
        let (method, target) = code.split_once(' ').unwrap_or((code, ""));
        if ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method) && target.starts_with('/') {
            let path = target.split('?').next().unwrap_or(target);
            documented.insert(format!("{method} {path}"));
        }
    }
    assert_eq!(documented, operations);
}

#[test]
fn every_flow_is_in_the_answers_with_who_pays_and_who_receives() {
    let page = read("docs/answers.md");
    let table: Vec<Vec<&str>> = rows(section(&page, "## 7. Flows")).skip(1).collect();
    let named: Vec<&str> = table.iter().map(|cells| cells[0]).collect();
    let flows: Vec<&str> = Flow::ALL.iter().map(|flow| flow.name()).collect();
    assert_eq!(named, flows);
    for (flow, cells) in Flow::ALL.iter().zip(&table) {
        let player = OwnerId::new("user_001").expect("a player");
        let owner = if *flow == Flow::Mint { OwnerId::treasury() } else { &player };
        // What depends on more than the owner, the table says in words.
        let Some(route) = flow.route(owner) else { continue };
        let shown = |who: &OwnerId| if who.is_system() { who.to_string() } else { "player".to_owned() };
        assert_eq!(cells[1..3], [shown(route.source), shown(route.destination)], "{}", flow.name());
    }
}

#[test]
fn every_problem_is_in_the_table_of_the_interface() {
    let page = read("docs/api/errors.md");
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
fn the_table_says_of_every_refusal_whether_it_is_recorded() {
    let page = read("docs/api/errors.md");
    for rejection in every_rejection() {
        // A key's second use, and a batch's own refusal, are not about the command.
        if matches!(rejection, Rejection::IdempotencyKeyReused | Rejection::BatchRefused { .. }) {
            continue;
        }
        let name = format!("`{}`", rejection.code());
        let row = rows(&page).find(|cells| cells.len() >= 4 && cells[1] == name).expect("every code has a row");
        let what_to_do = row[3..].join(" | ");
        let word = if rejection.is_recorded() { "recorded" } else { "not recorded" };
        assert!(what_to_do.starts_with(word), "{name} is {word}: {what_to_do}");
    }
}

#[test]
fn every_metric_of_the_code_is_on_the_page_of_operations() {
    let code = read("crates/wallet-http/src/http/metrics.rs");
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

    let (metrics, problems) = (read("crates/wallet-http/src/http/metrics.rs"), read("docs/api/errors.md"));
    let expressions = rules.lines().filter_map(|line| line.trim().strip_prefix("expr: "));
    for expression in expressions {
        for word in expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            if let Some(name) = word.strip_prefix("wallet_") {
                let name = name.trim_end_matches("_bucket");
                assert!(metrics.contains(&format!("//! | `wallet_{name}` |")), "{expression}: no such metric");
            }
        }
        for outcome in expression.split("outcome=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(problems.contains(&format!("`{outcome}`")), "{expression}: no such outcome");
        }
    }
}

#[test]
fn every_decision_is_in_the_list_by_subject() {
    let list = read("docs/decisions/README.md");
    let mut pages = Vec::new();
    files(&root().join("docs/decisions"), "md", &mut pages);
    let names = pages.iter().filter_map(|page| page.file_name()?.to_str());
    let missing: Vec<&str> =
        names.filter(|name| *name != "README.md" && !list.contains(&format!("]({name})"))).collect();
    assert_eq!(missing, [] as [&str; 0]);
}

/// The anchors that a page's headings have.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' '));
    let kept = |letter: char| match letter {
        ' ' => Some('-'),
        _ => Some(letter).filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)),
    };
    headings.map(|heading| heading.to_lowercase().chars().filter_map(kept).collect()).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    files(&root().join("docs"), "md", &mut pages);
    let mut broken = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page is text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.with_file_name(file) };
            let anchors = || anchors(&fs::read_to_string(&target).unwrap_or_default());
            let leads = target.exists() && (anchor.is_empty() || anchors().contains(&anchor.to_owned()));
            if !leads && !link.contains("://") {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn every_path_that_the_page_of_architecture_names_is_there() {
    let page = read("docs/architecture.md");
    let folders = ["crates/", "deploy/", "docs/", "migrations/", "web-demo/", "xtask/"];
    let is_path = |name: &&str| folders.iter().any(|folder| name.starts_with(folder)) && !name.contains(['<', ' ']);
    // A line has code in every second part between its quotes.
    let code = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths: Vec<&str> = code.filter(is_path).collect();
    assert!(paths.len() > 100, "{paths:?}");
    let missing: Vec<&&str> = paths.iter().filter(|path| !root().join(path).exists()).collect();
    assert_eq!(missing, [] as [&&str; 0]);
}

/// Every file of a kind under a folder.
fn files(folder: &Path, kind: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, kind, found);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
}

#[test]
fn every_test_that_the_page_of_security_names_is_there() {
    let page = read("docs/security.md");
    let mut sources = Vec::new();
    files(&root().join("crates"), "rs", &mut sources);
    let code: String = sources.iter().map(|path| fs::read_to_string(path).expect("a source is text")).collect();
    let names: Vec<&str> = page.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() >= 3).collect();
    assert!(names.len() > 15, "{names:?}");
    let missing: Vec<&&str> = names.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
    assert_eq!(missing, [] as [&&str; 0]);
}
