//! The programs of `docs/integrate`, run as they stand against a server with the demo data.

use std::fs;
use std::path::Path;
use std::process::Command;

use harness::process::{Server, folder, wallet_at};
use harness::run::{self, Failure};

use crate::own_clients::{client, go, python, typescript};
use crate::test::Tally;

/// What each of them prints. All send the same command under the same key, so that it is carried out once.
const PRINTED: &str = "470 coins are left";

/// Runs the program of each page. Rust's is an example of `wallet-client`, whose tests run it.
pub(crate) fn test_on(wallet: &Path, tally: &mut Tally) -> Result<(), Failure> {
    let store = folder();
    let mut serve = wallet_at(wallet, store.path(), &["serve", "--port", "0"]);
    let server = Server::try_start(serve.env("DATABASE_URL", "sqlite:wallet.db"))?;
    let of = |page: &str, language: &str| program(page, language, &server.address);

    // In the client's folder, so that its name is found.
    let mut node = typescript("node", &["--input-type=module", "--eval"])?;
    run_program("node.md", node.arg(of("node.md", "js")?), tally)?;
    let mut python = Command::new(python()?);
    python.current_dir(client("python")?).arg("-c").arg(of("python.md", "python")?);
    run_program("python.md", &mut python, tally)?;
    let file = store.path().join("page.go");
    fs::write(&file, of("go.md", "go")?)?;
    let mut go = go(&["run"])?;
    run_program("go.md", go.arg(file), tally)
}

/// The first block of a page in its language, for a server at `address`.
fn program(page: &str, language: &str, address: &str) -> Result<String, Failure> {
    let path = run::root()?.join("docs/integrate").join(page);
    let text = fs::read_to_string(path)?;
    let block = text.split_once(&format!("```{language}\n")).and_then(|(_, rest)| rest.split_once("```"));
    let Some((code, _)) = block else {
        return Err(Failure::new(format!("docs/integrate/{page} has no program in {language}")));
    };
    Ok(code.replace("localhost:3000", address))
}

fn run_program(page: &str, command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let printed = run::read(command)?;
    if printed != PRINTED {
        return Err(Failure::new(format!("the program of docs/integrate/{page} printed {printed:?}, not {PRINTED:?}")));
    }
    tally.pass();
    Ok(())
}
