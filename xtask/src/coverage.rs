//! `cargo xtask coverage`: which lines of the workspace the Rust tests run, by cargo-llvm-cov, per crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use harness::cluster::{Cluster, Purpose};
use harness::run::{self, Failure};
use serde_json::Value;

use crate::deny::Tool;
use crate::{requirements, test};

const CARGO_LLVM_COV: Tool = Tool { name: "cargo-llvm-cov", version: "0.9.1" };

/// Runs the tests of the workspace and prints how much of each crate they run.
pub(crate) fn run() -> Result<(), Failure> {
    requirements::provide(test::Scope::RustOnly)?;
    let program = CARGO_LLVM_COV.provide()?;
    let folder = run::root()?.join("target/llvm-cov");
    fs::create_dir_all(&folder)?;
    let summary = folder.join("summary.json");
    let cluster = Cluster::start(Purpose::Tests)?;
    let mut command = run::program(&program.display().to_string())?;
    command.args(["llvm-cov", "--workspace", "--exclude", "xtask", "--lib", "--bins", "--tests"]);
    command.args(["--json", "--summary-only", "--output-path"]).arg(&summary).env("CARGO_TARGET_DIR", &folder);
    // The limit that it sets on the size of files meets the profile of the process, too, which complains on its stderr.
    command.args(["--", "--skip", "a_full_disk_leaves_no_backup"]);
    for (variable, tool) in [("LLVM_COV", "llvm-cov"), ("LLVM_PROFDATA", "llvm-profdata")] {
        if std::env::var_os(variable).is_none() {
            command.env(variable, find(tool)?);
        }
    }
    run::check(cluster.tell(&mut command))?;
    let summary = serde_json::from_str(&fs::read_to_string(&summary)?)?;
    print(&by_crate(&summary));
    Ok(())
}

/// How much there is of something, and how much of that was run.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Share {
    count: f64,
    covered: f64,
}

impl Share {
    fn add(&mut self, part: &Value) {
        self.count += part["count"].as_f64().unwrap_or_default();
        self.covered += part["covered"].as_f64().unwrap_or_default();
    }

    fn percent(self) -> f64 {
        100.0 * self.covered / self.count.max(1.0)
    }
}

/// Lines and regions of each crate's own code; tests that stand in files of their own are not counted.
fn by_crate(summary: &Value) -> BTreeMap<String, [Share; 2]> {
    let mut crates: BTreeMap<String, [Share; 2]> = BTreeMap::new();
    let parts = summary["data"].as_array().into_iter().flatten();
    for file in parts.filter_map(|part| part["files"].as_array()).flatten() {
        let path = file["filename"].as_str().unwrap_or_default();
        let inside = path.rsplit_once("/crates/").and_then(|(_, inside)| inside.split_once("/src/"));
        let Some((name, _)) = inside.filter(|(_, file_name)| !file_name.ends_with("tests.rs")) else { continue };
        let [lines, regions] = crates.entry(name.to_owned()).or_default();
        lines.add(&file["summary"]["lines"]);
        regions.add(&file["summary"]["regions"]);
    }
    crates
}

fn print(crates: &BTreeMap<String, [Share; 2]>) {
    println!("| crate | lines | run | regions | run |\n|---|---|---|---|---|");
    for (name, [lines, regions]) in crates {
        let (of_lines, of_regions) = (lines.percent(), regions.percent());
        println!("| `{name}` | {} | {of_lines:.1} % | {} | {of_regions:.1} % |", lines.count, regions.count);
    }
}

/// A tool of LLVM's, which the profiles of this Rust can be read with.
fn find(tool: &str) -> Result<PathBuf, Failure> {
    let debian = Path::new("/usr/lib/llvm-19/bin").join(tool);
    if debian.is_file() {
        return Ok(debian);
    }
    Err(Failure::new(format!(
        "{tool} is not to be found: apt-get install llvm-19, or name it in LLVM_COV and LLVM_PROFDATA"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_added_up_by_crate_and_tests_left_out() {
        let file = |path: &str| {
            format!(
                r#"{{"filename":"/x/crates/{path}","summary":{{"lines":{{"count":10,"covered":9}},"regions":{{"count":4,"covered":1}}}}}}"#
            )
        };
        let files = ["a/src/lib.rs", "a/src/b/c.rs", "a/src/c_tests.rs", "a/tests/t.rs", "z/src/lib.rs"].map(file);
        let summary = format!(r#"{{"data":[{{"files":[{}]}}]}}"#, files.join(","));
        let summary = serde_json::from_str(&summary).expect("JSON");
        let crates = by_crate(&summary);
        let names: Vec<&String> = crates.keys().collect();
        assert_eq!(names, ["a", "z"]);
        assert_eq!(crates["a"], [Share { count: 20.0, covered: 18.0 }, Share { count: 8.0, covered: 2.0 }]);
    }
}
