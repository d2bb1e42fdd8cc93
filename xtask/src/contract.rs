//! `cargo xtask contract`: schemathesis, from PyPI, against the OpenAPI document of a server of our own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use harness::process::{Server, named_or_built, wallet_at};
use harness::run::{self, Failure};

use crate::{clients, pypi};

/// What schemathesis is told that the document cannot say, and its version.
const FOLDER: &str = "xtask/schemathesis";
const SCOPES: &str = "read,spend,grant,operate,events,webhooks,analytics";
/// Each of these two is done by one of `hooks.py`, which knows more.
const REPLACED: &str = "positive_data_acceptance,negative_data_rejection";

#[derive(Debug, PartialEq, Eq)]
struct Options {
    /// The most cases of each operation in each phase that makes them up.
    examples: u32,
    seed: u32,
}

impl Options {
    fn parse(options: &[&str]) -> Result<Self, Failure> {
        let mut parsed = Self { examples: 100, seed: 1 };
        for pair in options.chunks(2) {
            match pair {
                ["--examples", value] => parsed.examples = number("--examples", value)?,
                ["--seed", value] => parsed.seed = number("--seed", value)?,
                _ => return Err(Failure::new(format!("contract does not know {}", pair.join(" ")))),
            }
        }
        Ok(parsed)
    }
}

fn number<T: FromStr>(option: &str, value: &str) -> Result<T, Failure> {
    value.parse().map_err(|_| Failure::new(format!("{option} is {value:?} and must be a number")))
}

/// Whether the server asks for keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Open,
    Locked,
}

/// Runs all checks and phases on a `wallet` that was built, or is built now.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    if options == ["--clients"] {
        let wallet = named_or_built("dev")?;
        clients::check_types(&wallet)?;
        println!("typescript: compiled, and ran against a server");
        return clients::check_generated(&wallet);
    }
    run_on(&named_or_built("dev")?, options)
}

/// The same on this `wallet`: on a server without keys and on one with, at the same time, as each run of schemathesis has
/// one thread.
pub(crate) fn run_on(wallet: &Path, options: &[&str]) -> Result<(), Failure> {
    let options = Options::parse(options)?;
    let folder = run::root()?.join("target/schemathesis");
    fs::create_dir_all(&folder)?;
    let schemathesis = install()?;
    let doors = [("no keys asked for", Door::Open), ("keys required", Door::Locked)];
    let done = std::thread::scope(|scope| {
        let check = |(name, door)| {
            let (folder, options, schemathesis) = (folder.join(name), &options, &schemathesis);
            (name, scope.spawn(move || check(options, &folder, schemathesis, wallet, door)))
        };
        doors.map(check).map(|(name, checked)| (name, checked.join().expect("it only runs programs")))
    });
    for (name, checked) in done {
        println!("==> schemathesis, {name}");
        print!("{}", fs::read_to_string(folder.join(name).join("report")).unwrap_or_default());
        checked?;
    }
    Ok(())
}

/// The pinned version.
fn install() -> Result<PathBuf, Failure> {
    let wanted = fs::read_to_string(run::root()?.join(FOLDER).join("requirements.txt"))?;
    pypi::program("schemathesis", wanted.trim().trim_start_matches("schemathesis=="))
}

/// Has `folder` hold a store, the server's log and the report.
fn check(options: &Options, folder: &Path, schemathesis: &Path, wallet: &Path, door: Door) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let command = |arguments: &[&str]| {
        let mut command = wallet_at(wallet, folder, arguments);
        command.env("DATABASE_URL", "sqlite:wallet.db");
        command.env("WALLET__AUTH__REQUIRED", (door == Door::Locked).to_string());
        // Webhooks that are made go to a port of this machine where nobody listens.
        command.env("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1");
        command.env("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8");
        command
    };
    run::read(&mut command(&["migrate"]))?;
    run::read(&mut command(&["seed"]))?;
    let key = run::read(&mut command(&["keys", "create", "--name", "schemathesis", "--scopes", SCOPES]))?;
    let server = Server::try_start(&mut command(&["serve", "--port", "0"]))?;
    let mut checks = Command::new(schemathesis);
    checks.current_dir(folder).env("PYTHONPATH", run::root()?.join(FOLDER)).env("SCHEMATHESIS_HOOKS", "hooks");
    let document = format!("http://{}/openapi.json", server.address);
    checks.stdout(fs::File::create(folder.join("report"))?);
    checks.args(["run", &document, "--checks", "all", "--exclude-checks", REPLACED]);
    checks.args(["--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"]);
    checks.args(["--max-examples", &options.examples.to_string(), "--seed", &options.seed.to_string()]);
    if door == Door::Locked {
        checks.args(["--header", &format!("Authorization: Bearer {key}")]);
    }
    let checked = run::check(&mut checks);
    server.terminate();
    let (_, log) = server.wait();
    fs::write(folder.join("log"), log)?;
    checked?;
    // Whatever was sent, the ledger is in order.
    run::read(&mut command(&["verify"])).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_and_the_seed_can_be_told() {
        assert_eq!(Options::parse(&[]).expect("valid"), Options { examples: 100, seed: 1 });
        let told = Options::parse(&["--seed", "7", "--examples", "5"]).expect("valid");
        assert_eq!(told, Options { examples: 5, seed: 7 });
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--fast", "1"]] {
            assert!(Options::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
