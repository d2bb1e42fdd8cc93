//! What the tests need beside Rust and a C compiler, and how it comes onto a Debian machine.

use std::process::Command;

use harness::cluster;
use harness::run::{self, Failure};

use crate::test::Scope;

struct Requirement {
    what: &'static str,
    packages: &'static [&'static str],
    is_there: fn() -> bool,
}

const POSTGRESQL: Requirement = Requirement {
    what: "PostgreSQL's server programs",
    packages: &["postgresql-15"],
    is_there: || cluster::find_programs().is_some(),
};

const FAKETIME: Requirement =
    Requirement { what: "faketime", packages: &["faketime"], is_there: || run::find_on_path("faketime").is_some() };

const CURL: Requirement =
    Requirement { what: "curl", packages: &["curl"], is_there: || run::find_on_path("curl").is_some() };

const PGBOUNCER: Requirement =
    Requirement { what: "PgBouncer", packages: &["pgbouncer"], is_there: || run::find_program("pgbouncer").is_some() };

/// What `Scope::Everything` needs beside PostgreSQL: a browser, Python for the API contract, and what the clients are in.
const BROWSER_AND_LANGUAGES: [Requirement; 5] = [
    Requirement {
        what: "Chromium",
        // Without its windows, which nobody sees here. Without a font the page has no text to measure.
        packages: &["chromium-headless-shell", "fonts-dejavu-core"],
        is_there: || ["chromium-headless-shell", "chromium"].iter().any(|name| run::find_on_path(name).is_some()),
    },
    Requirement { what: "Node.js", packages: &["nodejs"], is_there: || run::find_on_path("node").is_some() },
    Requirement { what: "npm", packages: &["npm"], is_there: || run::find_on_path("npm").is_some() },
    Requirement {
        what: "Python with venv",
        packages: &["python3-venv"],
        is_there: || run::read(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok(),
    },
    Requirement { what: "Go", packages: &["golang-go"], is_there: || run::find_on_path("go").is_some() },
];

/// Installs what is missing where it may, and else says what to install.
pub(crate) fn provide(scope: Scope) -> Result<(), Failure> {
    let missing = missing(scope);
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|requirement| requirement.what).collect();
    let packages: Vec<_> = missing.iter().flat_map(|requirement| requirement.packages).copied().collect();
    println!("missing: {}", names.join(", "));
    let advice = format!("install them with: apt-get update && apt-get install {}", packages.join(" "));
    let Some(privilege) = privilege() else {
        return Err(Failure::new(format!("the tests need {}; {advice}", names.join(", "))));
    };
    let apt_get = |arguments: &[&str]| {
        let line = [privilege, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        run::check(Command::new(line[0]).args(&line[1..]))
    };
    apt_get(&["update", "--quiet"])
        .and_then(|()| {
            apt_get(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages.as_slice()].concat())
        })
        .map_err(|failure| Failure::new(format!("{failure}; {advice}")))?;
    match self::missing(scope).first() {
        None => Ok(()),
        Some(still) => Err(Failure::new(format!("{} is not to be found after installing it", still.what))),
    }
}

fn missing(scope: Scope) -> Vec<Requirement> {
    let others = match scope {
        Scope::Everything => Some(BROWSER_AND_LANGUAGES),
        Scope::RustOnly => None,
    };
    [POSTGRESQL, FAKETIME, CURL, PGBOUNCER]
        .into_iter()
        .chain(others.into_iter().flatten())
        .filter(|requirement| !(requirement.is_there)())
        .collect()
}

/// What to put before `apt-get`, or `None` where packages cannot be installed.
fn privilege() -> Option<&'static [&'static str]> {
    run::find_on_path("apt-get")?;
    if run::is_root() {
        Some(&[])
    } else if run::read(Command::new("sudo").args(["-n", "true"])).is_ok() {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}
