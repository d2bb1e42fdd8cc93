//! Who may import whom, held by a test over `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// The direct, normal dependencies of every crate of the workspace.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().expect("dependencies").iter();
            let names = normal.filter(|dependency| dependency["kind"].is_null());
            let names = names.map(|dependency| dependency["name"].as_str().expect("a name").to_owned()).collect();
            (package["name"].as_str().expect("a name").to_owned(), names)
        })
        .collect()
}

fn ours(dependencies: &BTreeSet<String>) -> Vec<&str> {
    dependencies.iter().map(String::as_str).filter(|name| name.starts_with("wallet-")).collect()
}

#[test]
fn crates_import_only_what_the_house_allows() {
    let crates = dependencies();
    assert_eq!(ours(&crates["wallet-domain"]), [] as [&str; 0]);
    // The load generator derives the ids of transactions as the domain does.
    for name in ["wallet-bench", "wallet-service", "wallet-postgres", "wallet-sqlite"] {
        assert_eq!(ours(&crates[name]), ["wallet-domain"], "{name}");
    }
    let wired = ["wallet-bench", "wallet-domain", "wallet-postgres", "wallet-service", "wallet-sqlite"];
    assert_eq!(ours(&crates["wallet-http"]), wired);
    assert_eq!(ours(&crates["wallet-sim"]), ["wallet-domain", "wallet-postgres", "wallet-sqlite"]);
    assert_eq!(ours(&crates["wallet-fuzz"]), ["wallet-domain", "wallet-http", "wallet-service"]);
    let broken = ["wallet-domain", "wallet-http", "wallet-postgres", "wallet-service", "wallet-sqlite"];
    assert_eq!(ours(&crates["wallet-faults"]), broken);
    assert_eq!(ours(&crates["xtask"]), [] as [&str; 0]);
    // What tests share and what tests are.
    let never_shipped = ["harness", "wallet-faults", "wallet-fuzz", "wallet-sim", "xtask"];
    for (name, dependencies) in &crates {
        let has = |other: &&&str| dependencies.contains(**other);
        let found = never_shipped.iter().find(has).filter(|_| !never_shipped.contains(&&**name));
        assert_eq!(found, None, "{name} is shipped");
    }
    assert_eq!(ours(&crates["harness"]), [] as [&str; 0]);
}

#[test]
fn the_domain_does_no_io() {
    // jiff reads no file: its time zones are built in.
    let allowed = [
        "async-trait",
        "futures-util",
        "jiff",
        "mockall",
        "serde",
        "serde_json",
        "sha2",
        "subtle",
        "thiserror",
        "uuid",
    ];
    let crates = dependencies();
    let domain: Vec<&str> = crates["wallet-domain"].iter().map(String::as_str).collect();
    assert!(domain.iter().all(|name| allowed.contains(name)), "{domain:?}");
}

#[test]
fn no_adapter_knows_http_and_no_one_but_its_adapter_knows_a_driver() {
    let crates = dependencies();
    for (name, dependencies) in &crates {
        let knows = |what: &str| dependencies.contains(what);
        // The fuzz targets make headers of its types.
        assert!(!knows("actix-web") || ["wallet-http", "wallet-fuzz"].contains(&&**name), "{name}");
        // The simulator breaks what the adapters rely on, past them, and the harness makes its databases.
        assert!(!knows("tokio-postgres") || ["harness", "wallet-postgres", "wallet-sim"].contains(&&**name), "{name}");
        assert!(!knows("rusqlite") || ["wallet-sqlite", "wallet-sim"].contains(&&**name), "{name}");
    }
}

#[test]
fn the_service_knows_the_ports_and_neither_http_nor_files() {
    let allowed = [
        "async-trait",
        "futures-util",
        "metrics",
        "serde",
        "serde_json",
        "thiserror",
        "tokio",
        "tracing",
        "wallet-domain",
    ];
    let crates = dependencies();
    let service: Vec<&str> = crates["wallet-service"].iter().map(String::as_str).collect();
    assert_eq!(service, allowed);
}
