//! Who may import whom, held over `cargo metadata`, and inside the domain and `wallet-http` over the `use` lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use wallet_domain::Flow;

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
    // A client is another program's: what it needs, that program compiles.
    assert_eq!(ours(&crates["wallet-client"]), [] as [&str; 0]);
    // The load generator derives the ids of transactions as the domain does, and asks by the client what is no load.
    assert_eq!(ours(&crates["wallet-bench"]), ["wallet-client", "wallet-domain"]);
    for name in ["wallet-service", "wallet-postgres", "wallet-sqlite"] {
        assert_eq!(ours(&crates[name]), ["wallet-domain"], "{name}");
    }
    assert_eq!(ours(&crates["wallet-webhooks"]), ["wallet-domain", "wallet-service"]);
    let wired =
        ["wallet-bench", "wallet-domain", "wallet-postgres", "wallet-service", "wallet-sqlite", "wallet-webhooks"];
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
        "ipnet",
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
        // An HTTP client takes long to compile.
        assert!(!knows("reqwest") || ["wallet-client", "wallet-webhooks"].contains(&&**name), "{name}");
        assert!(!knows("rusqlite") || ["wallet-sqlite", "wallet-sim"].contains(&&**name), "{name}");
    }
}

#[test]
fn the_service_knows_the_ports_and_neither_http_nor_files() {
    let allowed = [
        "async-trait",
        "fastrand",
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

/// The files of a crate without its tests, each with the files that it imports, as paths below `src`.
fn imports_of(name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../{name}/src"));
    let files = files_below(&src, "");
    let of = |file: &String| {
        let text = std::fs::read_to_string(src.join(file)).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        // The imports of a file begin a line; those of nested modules are indented.
        let imports = code.split("\nuse ").skip(1).filter_map(|rest| rest.split(';').next());
        let names = imports.flat_map(|import| {
            let (prefix, names) = import.split_once('{').unwrap_or(("", import));
            let names: Vec<&str> = if prefix.is_empty() { vec![import] } else { names.split(',').collect() };
            names.into_iter().map(move |name| format!("{prefix}{}", name.trim()))
        });
        names.filter_map(|name| file_of(&name, file, &files)).collect()
    };
    files
        .iter()
        .filter(|file| !file.contains("tests") && *file != "lib.rs")
        .map(|file| (file.clone(), of(file)))
        .collect()
}

fn files_below(src: &Path, folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(src.join(folder)).expect("a folder of sources");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    names
        .flat_map(|name| {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if src.join(&path).is_file() { BTreeSet::from([path]) } else { files_below(src, &path) }
        })
        .collect()
}

/// The file that `path`, imported by the file `by`, names something in; `None` if it is no file of the crate.
fn file_of(path: &str, by: &str, files: &BTreeSet<String>) -> Option<String> {
    let mut folder: Vec<&str> = by.trim_end_matches(".rs").split('/').collect();
    if folder.last() == Some(&"mod") {
        folder.pop();
    }
    let mut segments: Vec<&str> = path.split([':', '}', ' ']).filter(|part| !part.is_empty()).collect();
    match segments.first() {
        Some(&"crate") => folder.clear(),
        Some(&"super") => drop(folder.pop()),
        _ => return None,
    }
    segments.remove(0);
    folder.extend(segments);
    (1..=folder.len()).rev().find_map(|length| {
        let module = folder[..length].join("/");
        [format!("{module}.rs"), format!("{module}/mod.rs")].into_iter().find(|file| files.contains(file))
    })
}

/// A folder of the domain imports only those before it.
#[test]
fn the_domains_folders_are_floors() {
    let floors = [
        "value", "flow", "asset", "record", "rollup", "holdings", "decide", "access", "webhook", "ports", "proof",
        "copy", "history", "guide", "testing",
    ];
    let floor = |file: &str| {
        let folder = file.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        floors.iter().position(|floor| *floor == folder).unwrap_or_else(|| panic!("{file} is on no floor"))
    };
    for (file, imported) in imports_of("wallet-domain") {
        for other in imported {
            assert!(floor(&other) <= floor(&file), "{file} imports {other}");
        }
    }
}

/// What serves HTTP takes its settings and its store from those who start it.
#[test]
fn the_http_floor_knows_neither_command_line_nor_settings_nor_stores() {
    let files = imports_of("wallet-http").into_iter().filter(|(file, _)| file.starts_with("http/"));
    let floor: Vec<_> = files.collect();
    assert!(floor.len() > 50, "the sources were found");
    for (file, imported) in floor {
        let other = imported
            .into_iter()
            .find(|other| ["cli", "config", "store", "telemetry"].iter().any(|room| other.starts_with(room)));
        assert_eq!(other, None, "{file}");
    }
}

/// Each store is known in one room: whatever else needs one has its ports.
#[test]
fn only_the_room_of_stores_names_the_adapters() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // `use wallet_sqlite::...`, `use wallet_sqlite as ...`, `wallet_sqlite::migrate(...)`, but no level of the log.
    let names = |file: &String| {
        let text = std::fs::read_to_string(src.join(file)).expect("a source file");
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        ["wallet_postgres", "wallet_sqlite"].iter().any(|adapter| {
            let follows = |rest: &str| rest.starts_with("::") || rest.starts_with(" as ") || rest.starts_with(';');
            code.split(adapter).skip(1).any(follows)
        })
    };
    let found: BTreeSet<String> = files_below(&src, "").into_iter().filter(names).collect();
    let (store, elsewhere): (BTreeSet<String>, BTreeSet<String>) =
        found.into_iter().partition(|file| file.starts_with("store/"));
    assert!(store.len() > 2, "the sources were found: {store:?}");
    assert_eq!(elsewhere, BTreeSet::new());
}

/// A ledger has the machine's clock or its database's. The demo's own is for a file that is thrown away.
#[test]
fn only_a_demo_is_played_by_another_clock() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut opened = Vec::new();
    for file in files_below(&src, "store") {
        let text = std::fs::read_to_string(src.join(&file)).expect("a source file");
        assert!(!text.contains("PgClock::Given"), "{file}");
        let opens = text.lines().filter(|line| line.contains("SqliteLedger::open"));
        opened.extend(opens.filter(|line| !line.contains("SystemClock")).map(|line| (file.clone(), line.to_owned())));
    }
    let [(file, line)] = &opened[..] else { panic!("{opened:?}") };
    assert!(file == "store/demo.rs" && line.contains("economy.clock()"), "{opened:?}");
}

#[test]
fn no_file_imports_itself_by_way_of_others() {
    for name in ["wallet-domain", "wallet-http"] {
        let mut left = imports_of(name);
        left.retain(|file, _| !file.starts_with("testing"));
        assert!(left.len() > 50, "the sources were found");
        // Files that import none of those left are no part of a circle, and so on until none is left.
        while !left.is_empty() {
            let names: BTreeSet<String> = left.keys().cloned().collect();
            left.retain(|file, imported| imported.iter().any(|other| other != file && names.contains(other)));
            assert!(left.len() < names.len(), "a circle is among {names:#?}");
        }
    }
}

/// The text of every file below the folders and files at `paths`, from the workspace's root.
fn text_of(paths: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let of = |path: &&str| {
        if root.join(path).is_file() {
            return std::fs::read_to_string(root.join(path)).expect("a text");
        }
        let folder = root.join(path);
        let texts = files_below(&folder, "").into_iter().map(|file| std::fs::read_to_string(folder.join(file)));
        texts.map(|text| text.expect("a text")).collect()
    };
    folded(&paths.iter().map(of).collect::<String>())
}

/// A text in which `TopUp`, `top_up` and `top-up` are the same word.
fn folded(text: &str) -> String {
    text.to_lowercase().replace(['_', '-'], "")
}

/// Whoever adds a row to the table of flows is told here where else it has to be found.
#[test]
fn each_flow_is_found_wherever_flows_are() {
    let document = wallet_http::http::openapi::document();
    let schemas = &document.components.as_ref().expect("it has schemas").schemas;
    let batch: String = (schemas.iter().filter(|(name, _)| name.starts_with("Batch")))
        .map(|(_, schema)| serde_json::to_string(schema).expect("a schema is JSON"))
        .collect();
    let document = document.to_json().expect("a document is JSON");
    let places = [
        // The contract, the workloads and the golden files have them from here.
        ("the orders of tests", text_of(&["crates/wallet-domain/src/testing/orders.rs"])),
        ("the golden encodings", text_of(&["crates/wallet-domain/tests/golden"])),
        ("the fuzz targets", text_of(&["crates/wallet-fuzz/src"])),
        ("the documentation", text_of(&["docs/answers.md", "docs/api"])),
        ("the OpenAPI document", folded(&document)),
        ("the batches", folded(&batch)),
    ];
    for flow in Flow::ALL {
        // A word of code or prose begins with it: allocate, allocation, allocating.
        let name = folded(flow.name());
        let stem = name.trim_end_matches('e');
        let is_internal = flow == Flow::Expire;
        for (place, text) in &places {
            let is_of_callers = ["the fuzz targets", "the batches"].contains(place);
            assert!(text.contains(stem) || (is_internal && is_of_callers), "{place} know nothing of {}", flow.name());
        }
    }
}
