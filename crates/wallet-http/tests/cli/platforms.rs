//! What operators take from `deploy/`: the dashboard, the unit of systemd, the manifests of Kubernetes. `cargo xtask test` holds
//! the last two to systemd's parser and to the schemas of Kubernetes; here they are held to the service.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of metrics in a text.
fn metrics(text: &str) -> BTreeSet<&str> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    words.filter(|word| word.starts_with("wallet_") || word.starts_with("process_")).collect()
}

/// The rows of the table of metrics, with what a histogram is asked by.
fn known() -> BTreeSet<String> {
    let page = read("docs/operations.md");
    let rows = page.lines().filter(|line| line.starts_with("| `wallet_") || line.starts_with("| `process_"));
    let mut known = BTreeSet::new();
    for row in rows {
        let mut cells = row.split(" | ");
        let (names, kind) = (cells.next().expect("a name"), cells.next().expect("a kind"));
        for name in metrics(names) {
            match kind {
                "histogram" => known.insert(format!("{name}_bucket")),
                _ => known.insert(name.to_owned()),
            };
        }
    }
    assert!(known.len() > 30, "{known:?}");
    known
}

fn dashboard() -> Value {
    serde_json::from_str(&read("deploy/grafana/wallet.json")).expect("it is JSON")
}

fn texts<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of[name].as_str().filter(|text| !text.is_empty())
}

#[test]
fn the_dashboard_asks_for_metrics_that_there_are_and_shows_all_of_them() {
    let (dashboard, known) = (dashboard(), known());
    let panels = dashboard["panels"].as_array().expect("panels");
    let mut asked = BTreeSet::new();
    for target in panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten() {
        let expression = texts(target, "expr").expect("an expression");
        let opened = expression.matches(['(', '{', '[']).count();
        assert_eq!(opened, expression.matches([')', '}', ']']).count(), "{expression}");
        let names = metrics(expression);
        assert!(!names.is_empty(), "{expression}");
        asked.extend(names.into_iter().map(str::to_owned));
    }
    assert_eq!(asked.difference(&known).collect::<Vec<_>>(), [] as [&String; 0], "no such metric");
    assert_eq!(known.difference(&asked).collect::<Vec<_>>(), [] as [&String; 0], "shown nowhere");
}

#[test]
fn each_panel_of_the_dashboard_says_what_it_shows_and_covers_no_other() {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().expect("panels");
    let ids: BTreeSet<i64> = panels.iter().filter_map(|panel| panel["id"].as_i64()).collect();
    assert_eq!(ids.len(), panels.len(), "each has an id of its own");
    let mut taken = BTreeSet::new();
    for panel in panels {
        let title = texts(panel, "title").expect("a title");
        if panel["type"] != "row" {
            let description = texts(panel, "description").unwrap_or_else(|| panic!("{title}"));
            assert!(description.ends_with('.'), "{title}");
            assert_eq!(panel["datasource"]["uid"], "${datasource}", "{title}");
        }
        let place = |side: &str| panel["gridPos"][side].as_u64().unwrap_or_else(|| panic!("{title}"));
        assert!(place("x") + place("w") <= 24, "{title} is wider than the board");
        for x in place("x")..place("x") + place("w") {
            for y in place("y")..place("y") + place("h") {
                assert!(taken.insert((x, y)), "{title} covers another");
            }
        }
    }
    let variables = dashboard["templating"]["list"].as_array().expect("variables");
    let names: Vec<&str> = variables.iter().filter_map(|variable| texts(variable, "name")).collect();
    assert_eq!(names, ["datasource", "job", "instance"]);
}

#[test]
fn the_unit_and_the_manifests_fit_the_service() {
    let unit = read("deploy/systemd/wallet.service");
    let set = |name: &str| unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    assert_eq!(set("ExecStart"), Some("/usr/local/bin/wallet serve"));
    assert_eq!(set("WorkingDirectory"), Some("/var/lib/wallet"), "data/wallet.db is in it");
    assert_eq!(set("StateDirectory"), Some("wallet"));
    let patience: u32 = set("TimeoutStopSec").expect("a time").parse().expect("seconds");
    let manifest = read("deploy/kubernetes/wallet.yaml");
    let grace = manifest.lines().find_map(|line| line.trim().strip_prefix("terminationGracePeriodSeconds: "));
    let grace: u32 = grace.expect("a time").parse().expect("seconds");
    // `server.shutdown_timeout_s` is 30 where nothing else is set; before it the manifest waits 5.
    assert!(patience >= 40 && grace >= 45, "{patience} {grace}");

    let probes: Vec<&str> = manifest.lines().filter_map(|line| line.trim().strip_prefix("path: /health")).collect();
    assert_eq!(probes, ["/live", "/live", "/ready"]);
    assert!(!manifest.contains("\"--insecure\""), "it asks for keys");
    let (user, dockerfile) = ("10001", read("deploy/Dockerfile"));
    assert!(dockerfile.contains(&format!("USER {user}:{user}")));
    for file in [&manifest, &read("deploy/kubernetes/setup.yaml")] {
        assert!(file.contains(&format!("runAsUser: {user}")));
        assert!(file.contains("readOnlyRootFilesystem: true") && file.contains("- ALL"));
        assert!(file.contains("image: wallet:local"), "as deploy/Dockerfile says");
    }
}
