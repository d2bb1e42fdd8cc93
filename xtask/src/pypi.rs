//! Programs from PyPI, of a pinned version, each in a virtual environment of its own under `target/`.

use std::path::PathBuf;
use std::process::Command;

use harness::run::{self, Failure};

/// A program, which its package is named after; it is installed unless this version of it is there.
pub(crate) fn program(name: &str, version: &str) -> Result<PathBuf, Failure> {
    let venv = run::root()?.join("target").join(name).join("venv");
    let program = venv.join("bin").join(name);
    if run::read(Command::new(&program).arg("--version")).is_ok_and(|told| told.ends_with(version)) {
        return Ok(program);
    }
    let advice = "it needs Python 3.10 or newer with venv: apt-get install python3-venv";
    let told = |failure: Failure| Failure::new(format!("{failure}; {advice}"));
    run::check(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv)).map_err(told)?;
    let mut pip = Command::new(venv.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", &format!("{name}=={version}")]);
    run::check(&mut pip)?;
    Ok(program)
}
