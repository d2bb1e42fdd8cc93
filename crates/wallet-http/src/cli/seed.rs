//! `wallet seed`: applies a file of demo data and prints the rows that are new.

use std::path::PathBuf;

use clap::Args;
use wallet_service::demo::{DEMO, DemoData, RowStatus};

use super::{Failure, say, user};
use crate::config::{InvalidSettings, Settings, read_text};
use crate::store::{Store, StoreUrl};
use crate::toml_error;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wallet seed                        the demo: three assets, user_001 and user_002 with their opening balances
  wallet seed season-2.toml          a file of your own; seed/demo.toml in the sources shows what one holds

Applying a file twice changes nothing: every row has an idempotency key made from the file's name and the row.")]
pub(super) struct Options {
    /// The seed file [default: the built-in demo]
    file: Option<PathBuf>,
}

pub(super) async fn run(options: &Options, settings: &Settings, url: &StoreUrl) -> Result<(), Failure> {
    let seed = options.read()?.by(user());
    let store = Store::open(url, settings).await?;
    let report = seed
        .apply(store.registry.as_ref(), store.ledger.as_ref())
        .await
        .map_err(|error| Failure::Failed(format!("seed {}: {error}", seed.name())))?;
    for row in report.rows.iter().filter(|row| row.status == RowStatus::Added) {
        say(&format!("{:<6} {}", row.kind, row.what));
    }
    say(&format!("seed {}: {report}", seed.name()));
    Ok(())
}

impl Options {
    fn read(&self) -> Result<DemoData, InvalidSettings> {
        let Some(file) = &self.file else { return demo() };
        parse(&file.display().to_string(), &read_text(file)?)
    }
}

/// The demo data that come with the service.
pub(super) fn demo() -> Result<DemoData, InvalidSettings> {
    parse("seed/demo.toml", DEMO)
}

/// Parses a file; a complaint is one line that names the file, the line and the fault.
pub(crate) fn parse(name: &str, text: &str) -> Result<DemoData, InvalidSettings> {
    toml::from_str(text).map_err(|error| InvalidSettings::new(toml_error::one_line(name, text, &error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
name = "small"
[[assets]]
code = "GEMS"
name = "Gems"
mint = 100
[[grants]]
owner = "anna"
asset = "GEMS"
amount = 60
"#;

    #[test]
    fn a_bad_file_is_one_line_with_its_place() {
        let cases = [
            ("name = \"Demo\"", "seed.toml line 1 (name = \"Demo\"): A seed's name is"),
            ("nam = \"demo\"", "seed.toml line 1 (nam = \"demo\"): unknown field `nam`"),
            (&SMALL.replace("GEMS\"\nname", "gems\"\nname"), "seed.toml line 4 (code = \"gems\"): An asset's code is"),
            (
                &SMALL.replace("anna", "system:revenue"),
                "seed.toml line 8 (owner = \"system:revenue\"): Owners that begin",
            ),
            (&SMALL.replace("60", "-5"), "seed.toml line 10 (amount = -5): The amount must be"),
            (&SMALL.replace("60", "1.5"), "seed.toml line 10 (amount = 1.5): invalid type: floating point"),
            (&SMALL.replace("mint = 100", "mnt = 100"), "seed.toml line 6 (mnt = 100): unknown field `mnt`"),
            (&SMALL.replace("amount = 60", ""), "seed.toml line 7 ([[grants]]): missing field `amount`"),
            ("name = \"x\"\n[[grants]", "seed.toml line 2 ([[grants]): "),
        ];
        for (text, begin) in cases {
            let complaint = parse("seed.toml", text).expect_err("a bad file").to_string();
            assert!(complaint.starts_with(begin), "{complaint}");
            assert!(!complaint.contains('\n'), "{complaint}");
        }
        let grant = "[[grants]]\nowner = \"anna\"\nasset = \"GEMS\"\namount = 2";
        let twice = parse("seed.toml", &format!("{SMALL}{grant}")).expect_err("twice").to_string();
        assert_eq!(twice, "seed.toml: the row \"grant anna GEMS\" is there twice");
    }
}
