//! `cargo xtask deny`: cargo-deny with `deny.toml`, installed at its pinned version into the target folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use harness::run::{self, Failure};

/// A tool from crates.io, at the version that this was last looked at with.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

impl Tool {
    /// The program, built now if it is not there at that version.
    pub(crate) fn provide(&self) -> Result<PathBuf, Failure> {
        let folder = run::root()?.join("target/tools");
        let program = folder.join("bin").join(self.name);
        if !self.is_at(&program) {
            println!("==> installing {} {}", self.name, self.version);
            let mut install = run::cargo()?;
            install.args(["install", "--locked", "--version", self.version, "--root"]).arg(&folder).arg(self.name);
            run::check(&mut install)?;
        }
        Ok(program)
    }

    fn is_at(&self, program: &Path) -> bool {
        // As a subcommand of cargo, which some of them insist on.
        let subcommand = self.name.trim_start_matches("cargo-");
        let told = run::read(Command::new(program).args([subcommand, "--version"]));
        told.is_ok_and(|told| told.split(' ').any(|word| word == self.version))
    }
}

/// Checks bans, licences and sources; the advisories too if they are asked for, which need the network.
pub(crate) fn run(options: &[&str]) -> Result<(), Failure> {
    let checks: &[&str] = match options {
        [] => &["bans", "licenses", "sources"],
        ["--advisories"] => &["advisories"],
        _ => return Err(Failure::new(format!("deny does not know {}", options.join(" ")))),
    };
    let program = CARGO_DENY.provide()?;
    run::check(run::program(&program.display().to_string())?.args(["deny", "--locked", "check"]).args(checks))
}
