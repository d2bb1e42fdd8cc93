//! `cargo xtask clients`: makes the clients' methods and types from the OpenAPI document, and tests the clients.
//!
//! The clients are in `clients/`, and none of them is built by cargo. `clients/generate` writes them from the golden
//! document, so a route that is new has a method in each of them, or the tests fail.

use std::path::{Path, PathBuf};
use std::process::Command;

use harness::process::{Server, folder, wallet_at};
use harness::run::{self, Failure};

use crate::pages;
use crate::test::{Tally, counted};

/// Writes what is made from the document.
pub(crate) fn write() -> Result<(), Failure> {
    run::check(&mut generator(&[])?)?;
    run::check(&mut typescript("npm", &["ci", "--no-audit", "--no-fund"])?)?;
    run::check(&mut typescript("npm", &["run", "--silent", "types"])?)
}

/// Checks that the clients are what the document says, and tests them, also against this `wallet` with the demo data.
pub(crate) fn test_on(wallet: &Path, tally: &mut Tally) -> Result<(), Failure> {
    run::check(&mut generator(&["--check"])?)?;
    let store = folder();
    let mut serve = wallet_at(wallet, store.path(), &["serve", "--port", "0"]);
    serve.env("DATABASE_URL", "sqlite:wallet.db");
    // Their tests receive webhooks on this machine.
    serve.env("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1").env("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8");
    let server = Server::try_start(&mut serve)?;
    let url = format!("http://{}", server.address);
    test_typescript(&url, tally)?;
    test_python(&url, tally)?;
    test_go(&url, tally)?;
    pages::test_on(wallet, tally)
}

fn test_typescript(url: &str, tally: &mut Tally) -> Result<(), Failure> {
    run::check(&mut typescript("npm", &["ci", "--no-audit", "--no-fund"])?)?;
    run::check(&mut typescript("npm", &["run", "--silent", "types", "--", "--check"])?)?;
    run::check(&mut typescript("npm", &["run", "--silent", "build"])?)?;
    counted(typescript("npm", &["test", "--silent"])?.env("WALLET_URL", url), tally)
}

fn test_python(url: &str, tally: &mut Tally) -> Result<(), Failure> {
    let (client, python) = (client("python")?, python()?);
    if !python.exists() {
        let venv = python.ancestors().nth(2).expect("it is in a folder of the environment");
        run::check(run::program("python3")?.args(["-m", "venv", "--clear"]).arg(venv))?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements-dev.txt"];
    run::check(Command::new(&python).current_dir(&client).args(install))?;
    run::check(Command::new(&python).current_dir(&client).args(["-m", "mypy", "wallet_client", "examples"]))?;
    counted(Command::new(&python).current_dir(&client).arg("tests").env("WALLET_URL", url), tally)
}

fn test_go(url: &str, tally: &mut Tally) -> Result<(), Failure> {
    run::check(&mut go(&["vet", "./..."])?)?;
    counted(go(&["test", "-v", "-count=1", "./..."])?.env("WALLET_URL", url), tally)
}

/// Go in the client's folder: the tool chain that is there, and nothing from elsewhere, as the client has no dependencies.
pub(crate) fn go(arguments: &[&str]) -> Result<Command, Failure> {
    let mut go = run::program("go")?;
    go.current_dir(client("go")?).args(arguments).env("GOTOOLCHAIN", "local").env("GOFLAGS", "-mod=mod");
    go.env("GOPROXY", "off");
    Ok(go)
}

/// The Python of the clients' environment.
pub(crate) fn python() -> Result<PathBuf, Failure> {
    Ok(run::root()?.join("target/own_clients/python/bin/python"))
}

/// The folder of a client.
pub(crate) fn client(language: &str) -> Result<PathBuf, Failure> {
    Ok(run::root()?.join("clients").join(language))
}

fn generator(options: &[&str]) -> Result<Command, Failure> {
    let mut python = run::program("python3")?;
    python.arg("clients/generate").args(options);
    Ok(python)
}

/// A program in the folder of the TypeScript client.
pub(crate) fn typescript(program: &str, arguments: &[&str]) -> Result<Command, Failure> {
    let mut command = run::program(program)?;
    command.current_dir(client("typescript")?).args(arguments);
    Ok(command)
}
