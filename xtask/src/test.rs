//! `cargo xtask test`: everything that must hold, in the order in which it fails fastest.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::cluster::{Cluster, Purpose};
use harness::process::{built, named_or_built};
use harness::run::{self, Failure, could_not_start, shown};

use crate::requirements;
use crate::{clients, contract, manifests, own_clients};

/// How much is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Everything,
    RustOnly,
}

/// Tests everything; the first failure ends it.
pub(crate) fn run(scope: Scope) -> Result<(), Failure> {
    let mut summary = Summary::default();
    let outcome = run_steps(scope, &mut summary);
    summary.print();
    outcome
}

/// Tests the clients alone, on a `wallet` that was built, or is built now.
pub(crate) fn run_clients() -> Result<(), Failure> {
    requirements::provide(Scope::Everything)?;
    let mut summary = Summary::default();
    let wallet = named_or_built("dev")?;
    let outcome = summary.step("clients", |tally| own_clients::test_on(&wallet, tally));
    summary.print();
    outcome
}

/// Runs one command with a temporary cluster up.
pub(crate) fn with_database(program: &str, arguments: &[&str]) -> Result<(), Failure> {
    requirements::provide(Scope::RustOnly)?;
    let cluster = Cluster::start(Purpose::Tests)?;
    let mut command = if program == "cargo" { run::cargo()? } else { run::program(program)? };
    run::check(cluster.tell(command.args(arguments)))
}

fn run_steps(scope: Scope, summary: &mut Summary) -> Result<(), Failure> {
    summary.step("requirements", |_| requirements::provide(scope))?;
    let web_demo = run::root()?.join("web-demo");
    let with_browser = scope == Scope::Everything;
    if with_browser {
        summary.step("node packages", |_| run::check(run::program("npm")?.current_dir(&web_demo).arg("ci")))?;
    }
    summary.step("format", |_| run::check(run::cargo()?.args(["fmt", "--all", "--check"])))?;
    summary.step("lints", |_| {
        run::check(run::cargo()?.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    let cluster = summary.step("temporary PostgreSQL", |_| Cluster::start(Purpose::Tests))?;
    summary.step("Rust tests", |tally| {
        let targets = ["test", "--workspace", "--lib", "--bins", "--tests", "--examples", "--no-fail-fast"];
        counted(cluster.tell(run::cargo()?.args(targets)), tally)
    })?;
    summary.step("documentation's tests", |tally| {
        counted(cluster.tell(run::cargo()?.args(["test", "--workspace", "--doc"])), tally)
    })?;
    summary.step("the rules as a guest", as_a_guest)?;
    if with_browser {
        // The one of the Rust tests: a build of its package alone has other features, and compiles the workspace again.
        let wallet = built("wallet");
        summary.step("browser tests", |tally| {
            let mut npm = run::program("npm")?;
            npm.current_dir(&web_demo).arg("test").env("WALLET_BIN", &wallet);
            counted(cluster.tell(&mut npm), tally)
        })?;
        summary.step("typed client", |_| clients::check_types(&wallet))?;
        summary.step("clients", |tally| own_clients::test_on(&wallet, tally))?;
        summary.step("manifests", manifests::check)?;
        summary.step("API contract", |_| contract::run_on(&wallet, &["--examples", "10"]))?;
    }
    Ok(())
}

/// The domain crate in another service: without features it needs no operating system, and what it stores does not
/// depend on the features of `serde_json` that other crates of a build switch on.
fn as_a_guest(tally: &mut Tally) -> Result<(), Failure> {
    const FEATURES: &str = "serde_json/arbitrary_precision,serde_json/float_roundtrip,serde_json/preserve_order";
    const WASM: &str = "wasm32-unknown-unknown";
    let mut check = run::cargo()?;
    check.args(["check", "--package", "wallet-domain", "--no-default-features"]);
    let found = Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]).output()?;
    if Path::new(String::from_utf8_lossy(&found.stdout).trim()).exists() {
        check.args(["--target", WASM]);
    }
    run::check(&mut check)?;
    let tests = ["test", "--package", "wallet-domain", "--lib", "--test", "golden", "--features", FEATURES, "--"];
    counted(run::cargo()?.args(tests).args(["golden", "metadata"]), tally)
}

/// How many tests ran, by their runners' own words.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Counts a test that passed, of a kind that has no runner.
    pub(crate) fn pass(&mut self) {
        self.passed += 1;
    }

    /// Reads a closing line of cargo's runner (`test result: ok. 3 passed; 0 failed; 1 ignored; ...`) or of
    /// node's (`# pass 3`, with `ℹ` for `#` in its other style), or a line of Go's a test (`--- PASS: ...`); all other
    /// lines say nothing.
    fn read(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            let figures = result.split_once(". ").map_or(result, |(_, figures)| figures);
            for figure in figures.split("; ") {
                match figure.split_once(' ') {
                    Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                    Some((count, "failed")) => self.failed += count.parse().unwrap_or(0),
                    Some((count, "ignored")) => self.skipped += count.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some(figure) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            match figure.split_once(' ') {
                Some(("pass", count)) => self.passed += count.parse().unwrap_or(0),
                Some(("fail", count)) => self.failed += count.parse().unwrap_or(0),
                Some(("skipped" | "todo", count)) => self.skipped += count.parse().unwrap_or(0),
                _ => {}
            }
        } else if let Some(test) = line.trim_start().strip_prefix("--- ") {
            match test.split_once(": ") {
                Some(("PASS", _)) => self.passed += 1,
                Some(("FAIL", _)) => self.failed += 1,
                Some(("SKIP", _)) => self.skipped += 1,
                _ => {}
            }
        }
    }
}

/// Runs a test runner, shows what it prints as it comes, and counts.
pub(crate) fn counted(command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| could_not_start(command, &error))?;
    let printed = child.stdout.take().expect("it was piped just now");
    let mut terminal = std::io::stdout().lock();
    for line in BufReader::new(printed).split(b'\n') {
        let line = line?;
        terminal.write_all(&line)?;
        terminal.write_all(b"\n")?;
        tally.read(String::from_utf8_lossy(&line).trim_end());
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} ended with {status}", shown(command)))) }
}

#[derive(Default)]
pub(crate) struct Summary {
    steps: Vec<(&'static str, bool, Duration)>,
    tally: Tally,
}

impl Summary {
    /// Does a step, says so, and keeps how it went.
    pub(crate) fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Tally) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        println!("==> {name}");
        let began = Instant::now();
        let done = work(&mut self.tally);
        self.steps.push((name, done.is_ok(), began.elapsed()));
        done.map_err(|failure| Failure::new(format!("the step \"{name}\" failed: {failure}")))
    }

    pub(crate) fn print(&self) {
        println!("\n==> summary");
        for (name, is_done, took) in &self.steps {
            println!("{name:<22} {:<6} {:>7.1} s", if *is_done { "ok" } else { "FAILED" }, took.as_secs_f64());
        }
        let Tally { passed, failed, skipped } = self.tally;
        println!("{passed} passed, {failed} failed, {skipped} skipped");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_all_runners_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "running 2 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "# pass 5",
            "ℹ fail 1",
            "ℹ skipped 2",
            "# Subtest: pass 7",
            "=== RUN   TestPages",
            "    --- PASS: TestPages/one (0.00s)",
            "--- FAIL: TestPages (0.00s)",
        ] {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 13, failed: 4, skipped: 3 });
    }
}
