//! What the workspace depends on: where it comes from, that it is used, and which lints everything inherits. `cargo xtask
//! deny` says more, with licences and doubled versions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml::Table;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn table(path: &Path) -> Table {
    read(path).parse().expect("good TOML")
}

/// The folder of every crate of the workspace.
fn crates() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("crates")).expect("the crates are there");
    let folders = folders.map(|entry| entry.expect("an entry").path());
    folders.chain([root().join("xtask")]).collect()
}

#[test]
fn everything_comes_from_crates_io_with_its_checksum() {
    let lock = table(&root().join("Cargo.lock"));
    let packages = lock["package"].as_array().expect("packages");
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        match package.get("source").and_then(toml::Value::as_str) {
            Some(source) => {
                assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}");
                assert!(package.get("checksum").is_some(), "{name}");
            }
            None => assert!(
                name.starts_with("wallet-") || ["harness", "xtask"].contains(&name),
                "{name} comes from nowhere"
            ),
        }
    }
}

#[test]
fn every_crate_inherits_the_lints_and_none_allows_unsafe_code() {
    let workspace = table(&root().join("Cargo.toml"));
    assert_eq!(workspace["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("deny"));
    for folder in crates() {
        let manifest = table(&folder.join("Cargo.toml"));
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{}", folder.display());
        assert_eq!(manifest["package"]["publish"]["workspace"].as_bool(), Some(true), "{}", folder.display());
        for (path, code) in sources(&folder) {
            let allows = code.lines().any(|line| line.contains("unsafe_code") && line.trim_start().starts_with('#'));
            assert!(!allows, "{}", path.display());
        }
    }
}

/// Every source file of a crate.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let code = read(&path);
            found.push((path, code));
        }
    }
    found
}

#[test]
fn every_dependency_is_named_in_the_code_of_its_crate() {
    for folder in crates() {
        let manifest = table(&folder.join("Cargo.toml"));
        let code: String = sources(&folder).into_iter().map(|(_, code)| code).collect();
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let names = manifest.get(kind).and_then(toml::Value::as_table).into_iter().flat_map(Table::keys);
            let unused: Vec<&String> = names.filter(|name| !code.contains(&name.replace('-', "_"))).collect();
            assert_eq!(unused, [] as [&String; 0], "{}", folder.display());
        }
    }
}

/// What a service pays that takes in the rules alone.
#[test]
fn the_rules_alone_bring_few_crates_and_none_of_an_operating_system() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let options =
        "tree --offline --package wallet-domain --no-default-features --edges normal --prefix none --format {p}";
    let output = Command::new(cargo).args(options.split(' ')).current_dir(root()).output().expect("cargo runs");
    let tree = String::from_utf8(output.stdout).expect("names");
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("wallet-domain") && crates.len() - 1 < 25, "{crates:?}");
    for io in ["async-trait", "futures-util", "getrandom", "libc", "mio", "socket2", "tokio"] {
        assert!(!crates.contains(io), "{io}");
    }
}
