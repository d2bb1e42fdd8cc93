//! Other programs, run to their end, and the sentence that says what went wrong with one.

use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Why a chore stopped, in a sentence.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure by its sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<Failure> for String {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

/// The root of the checkout. Asked at run time, so that two checkouts may share a target folder.
pub fn root() -> Result<PathBuf, Failure> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(std::env::current_dir, |at| Ok(PathBuf::from(at)))?;
    let root = here.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.map(PathBuf::from).ok_or_else(|| Failure::new("this is not run in a checkout"))
}

/// A program in the root of the checkout, free of what cargo tells only this one: build scripts watch some of those
/// variables and would build their crates again.
pub fn program(name: &str) -> Result<Command, Failure> {
    let mut command = Command::new(name);
    command.current_dir(root()?);
    for (variable, _) in std::env::vars_os() {
        let told_by_cargo = variable.to_str().is_some_and(|variable| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                .iter()
                .any(|prefix| variable.starts_with(prefix))
        });
        if told_by_cargo {
            command.env_remove(variable);
        }
    }
    Ok(command)
}

/// The cargo that runs this.
pub fn cargo() -> Result<Command, Failure> {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// Runs a program that talks to the terminal itself.
pub fn check(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| could_not_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{} ended with {status}", shown(command)))) }
}

/// Runs a program quietly and gives what it printed; what it complained of is in the failure.
pub fn read(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| could_not_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::new(format!("{} ended with {}\n{complaint}", shown(command), output.status)))
}

/// The failure of a program that did not even start.
pub fn could_not_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} could not be started: {error}", shown(command)))
}

/// A command as one would type it.
pub fn shown(command: &Command) -> String {
    let name = PathBuf::from(command.get_program());
    let name = name.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    command.get_args().fold(name, |line, argument| format!("{line} {}", argument.to_string_lossy()))
}

/// Whether this runs as root: PostgreSQL will not, and apt-get will only so.
pub fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// The folder of `PATH` that holds a program.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| folder.join(name).is_file())
}

/// A program on the `PATH`, or where Debian keeps those of root.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from("/usr/sbin").join(name);
    if beside.is_file() { Some(beside) } else { find_on_path(name).map(|folder| folder.join(name)) }
}
