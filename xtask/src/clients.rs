//! Clients that are made of the OpenAPI document: types for TypeScript, in every test, and with `cargo xtask contract
//! --clients` whole ones for C#, Go, Java and Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::process::{Server, wallet_at};
use harness::run::{self, Failure};

/// What is compiled and run with what was made.
const FOLDER: &str = "xtask/clients";

/// The generators, with the options that each needs.
const GENERATED: [(&str, &[&str]); 4] = [
    ("csharp", &["--additional-properties=packageName=WalletApi"]),
    // Go has no namespaces: names of one enum would stand beside those of another.
    (
        "go",
        &[
            "--additional-properties=enumClassPrefix=true,packageName=wallet",
            "--git-host=example.org",
            "--git-user-id=wallet",
            "--git-repo-id=client",
        ],
    ),
    ("java", &["--additional-properties=library=native"]),
    ("python", &["--additional-properties=packageName=wallet_api"]),
];

/// What openapi-generator warns of whatever the document, and why nothing is to be done about it.
const REMARKS: [(&str, &str); 4] = [
    ("OpenAPI 3.1 support is still in beta", "its own state"),
    ("Failed to get the schema name: null", "it does not say of what, and no name is missing in what it makes"),
    ("Ignoring complex example on request body", "Java's comments show no objects"),
    ("From (reserved word) cannot be used as model name", "a parameter is called so; in Python it is var_from"),
];

/// Judges the document by Redocly's rules, makes types for TypeScript, compiles a program over every route with them, and runs it.
pub(crate) fn check_types(wallet: &Path) -> Result<(), Failure> {
    let root = run::root()?;
    let folder = root.join("target/clients/typescript");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc", "tsconfig.json", "lint.mjs", "routes.ts", "run.mjs"] {
        fs::copy(root.join(FOLDER).join(name), folder.join(name))?;
    }
    write_document(wallet, &folder)?;
    let in_folder = |program: &str| -> Result<Command, Failure> {
        let mut command = run::program(program)?;
        command.current_dir(&folder);
        Ok(command)
    };
    run::check(in_folder("npm")?.args(["ci", "--silent"]))?;
    run::check(in_folder("node")?.arg("lint.mjs"))?;
    let tool = |name: &str| folder.join("node_modules/.bin").join(name);
    run::read(Command::new(tool("openapi-typescript")).current_dir(&folder).args([
        "openapi.json",
        "-o",
        "schema.d.ts",
    ]))?;
    run::check(Command::new(tool("tsc")).current_dir(&folder).args(["--project", "tsconfig.json"]))?;
    live(wallet, &folder.join("live"), |address| run::check(in_folder("node")?.args(["run.mjs", address])))
}

/// Makes clients of four languages without a warning, compiles those of Go and Java, and runs Python's. What lacks its
/// tool chain is left out, and said at the end.
pub(crate) fn check_generated(wallet: &Path) -> Result<(), Failure> {
    let folder = run::root()?.join("target/clients/generated");
    fs::create_dir_all(&folder)?;
    if run::find_on_path("java").is_none() {
        return Err(Failure::new("openapi-generator needs Java 11 or newer: apt-get install openjdk-17-jre-headless"));
    }
    write_document(wallet, &folder)?;
    let programs = install(&folder)?;
    for (language, options) in GENERATED {
        generate(&folder, &programs, language, options)?;
        println!("{language}: made without a warning");
    }
    let mut lacking = Vec::new();
    if run::find_on_path("go").is_some() {
        run::check(
            run::program("go")?.current_dir(folder.join("go")).env("GOFLAGS", "-mod=mod").args(["build", "./..."]),
        )?;
        println!("go: compiled");
    } else {
        lacking.push("go 1.23 or newer");
    }
    if run::find_on_path("mvn").is_some() {
        let quiet = ["--quiet", "--batch-mode", "-Dmaven.test.skip=true", "compile"];
        run::check(run::program("mvn")?.current_dir(folder.join("java")).args(quiet))?;
        println!("java: compiled");
    } else {
        lacking.push("maven");
    }
    let needed = folder.join("python/requirements.txt");
    run::check(pip(&programs).arg("--requirement").arg(needed))?;
    let program = run::root()?.join(FOLDER).join("live.py");
    live(wallet, &folder.join("live"), |address| {
        let mut python = Command::new(programs.join("python"));
        run::check(python.env("PYTHONPATH", folder.join("python")).arg(&program).arg(format!("http://{address}")))
    })?;
    println!("python: ran against a server");
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("not all were compiled, as these are not on the path: {}", lacking.join(", "))))
}

fn write_document(wallet: &Path, folder: &Path) -> Result<(), Failure> {
    let document = run::read(&mut wallet_at(wallet, folder, &["openapi"]))?;
    Ok(fs::write(folder.join("openapi.json"), document)?)
}

/// The folder of the programs of a virtual environment with the pinned generator.
fn install(folder: &Path) -> Result<PathBuf, Failure> {
    let programs = folder.join("venv/bin");
    if !programs.join("python").exists() {
        run::check(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    }
    let wanted = run::root()?.join(FOLDER).join("requirements.txt");
    run::check(pip(&programs).arg("--requirement").arg(wanted))?;
    Ok(programs)
}

fn pip(programs: &Path) -> Command {
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]);
    pip
}

fn generate(folder: &Path, programs: &Path, language: &str, options: &[&str]) -> Result<(), Failure> {
    let made = folder.join(language);
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    let mut generator = Command::new(programs.join("openapi-generator-cli"));
    generator
        .current_dir(folder)
        .args(["generate", "-i", "openapi.json", "-g", language, "-o", language])
        .args(options);
    let told = run::read(&mut generator)?;
    let warnings = told.lines().filter(|line| line.contains(" WARN ") || line.contains(" ERROR "));
    let ours: Vec<&str> = warnings.filter(|line| !REMARKS.iter().any(|(remark, _)| line.contains(remark))).collect();
    if ours.is_empty() { Ok(()) } else { Err(Failure::new(format!("{language}:\n{}", ours.join("\n")))) }
}

/// Does something with a server that has a new store with the demo data.
fn live(wallet: &Path, folder: &Path, act: impl FnOnce(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let command = |arguments: &[&str]| {
        let mut command = wallet_at(wallet, folder, arguments);
        command.env("DATABASE_URL", "sqlite:wallet.db");
        // Webhooks of theirs may go to this machine.
        command.env("WALLET__WEBHOOKS__ALLOW_HTTP", "127.0.0.1");
        command.env("WALLET__WEBHOOKS__ALLOW_NETWORKS", "127.0.0.0/8");
        command
    };
    run::read(&mut command(&["migrate"]))?;
    run::read(&mut command(&["seed"]))?;
    let server = Server::try_start(&mut command(&["serve", "--port", "0"]))?;
    let done = act(&server.address);
    server.terminate();
    let (_, log) = server.wait();
    fs::write(folder.join("log"), log)?;
    done
}
