//! What `deploy/kubernetes` and `deploy/systemd` have, held to the schemas of Kubernetes and to systemd's own parser.

use std::fs;
use std::path::Path;
use std::process::Command;

use harness::run::{self, Failure};

use crate::pypi;
use crate::test::Tally;

/// It has the schemas of the Kubernetes of this version, and of older ones.
const KUBERNETES_VALIDATE: &str = "1.37.0";
/// The oldest Kubernetes that the examples say they are for, and the newest that there are schemas of.
const KUBERNETES: [&str; 2] = ["1.30", "1.37"];

/// Checks every file, on both versions, strictly: a member that no schema knows is an error.
pub(crate) fn check(tally: &mut Tally) -> Result<(), Failure> {
    let program = pypi::program("kubernetes-validate", KUBERNETES_VALIDATE)?;
    for entry in fs::read_dir(run::root()?.join("deploy/kubernetes"))? {
        let file = entry?.path();
        for version in KUBERNETES {
            run::read(Command::new(&program).args(["--strict", "--kubernetes-version", version]).arg(&file))?;
            tally.pass();
        }
    }
    if Path::new("/usr/bin/systemd-analyze").exists() {
        check_unit(&run::root()?.join("deploy/systemd/wallet.service"))?;
        tally.pass();
    }
    Ok(())
}

/// A unit whose program is there, so that only what is wrong with the unit is told.
fn check_unit(unit: &Path) -> Result<(), Failure> {
    let folder = harness::process::folder();
    let copy = folder.path().join("wallet.service");
    fs::write(&copy, fs::read_to_string(unit)?.replace("/usr/local/bin/wallet", "/bin/true"))?;
    let told = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&copy).output()?;
    let words = String::from_utf8_lossy(&told.stderr).into_owned();
    if told.status.success() && !words.contains("wallet.service") {
        return Ok(());
    }
    Err(Failure::new(format!("systemd finds in {}: {words}", unit.display())))
}
