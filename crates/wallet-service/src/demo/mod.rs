//! Demo data: what a fresh installation holds, booked through the ledger like any command.
//!
//! `seed/demo.toml` is the file that comes with the service; an operator's own has the same form. Every row has
//! an idempotency key made from the file's name and the row (`seed demo grant user_001 GOLD_COINS`), so a second
//! application changes nothing. These keys hold spaces, which no caller's key can.
//!
//! - [`DemoData`] is a file, and books it.
//! - [`Report`] says row by row what was new.
//! - [`economy`] is more than a file: weeks of a small game, played.

pub mod economy;
mod report;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::Deserializer;
use wallet_domain::{
    Amount, Asset, AssetCode, AssetCreation, Command, Description, Details, Flow, IdempotencyKey, Ledger, Name, Origin,
    OwnerId, Policy, Registry, StoreError, WalletOpening,
};

pub use report::{Report, Row, RowStatus};

/// The file that a new embedded store is served with.
pub const DEMO: &str = include_str!("../../../../seed/demo.toml");

/// How many commands of a file go into one commit.
const BATCH_MAX: usize = 1000;

/// The rows of a file, each there once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "File")]
pub struct DemoData {
    name: String,
    assets: Vec<AssetRow>,
    grants: Vec<GrantRow>,
    /// Who applies it.
    origin: Arc<Origin>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(deserialize_with = "file_name")]
    name: String,
    #[serde(default)]
    assets: Vec<AssetRow>,
    #[serde(default)]
    grants: Vec<GrantRow>,
}

impl TryFrom<File> for DemoData {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        let File { name, assets, grants } = file;
        let mut rows = HashSet::new();
        let names = assets.iter().map(|asset| format!("asset {}", asset.code));
        let owners = grants.iter().map(|grant| format!("grant {} {}", grant.owner, grant.asset));
        match names.chain(owners).find(|row| !rows.insert(row.clone())) {
            Some(twice) => Err(format!("the row \"{twice}\" is there twice")),
            None => Ok(Self { name, assets, grants, origin: Origin::service() }),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetRow {
    code: AssetCode,
    #[serde(deserialize_with = "asset_name")]
    name: Name,
    #[serde(default, deserialize_with = "description")]
    description: Option<Description>,
    #[serde(default, deserialize_with = "optional_amount")]
    mint: Option<Amount>,
    #[serde(default, deserialize_with = "policy")]
    policy: Policy,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantRow {
    #[serde(deserialize_with = "player")]
    owner: OwnerId,
    asset: AssetCode,
    #[serde(deserialize_with = "amount")]
    amount: Amount,
}

/// Why demo data could not be booked.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The ledger refused a row, now or when it was tried first.
    #[error("{row} was refused: {reason} (a refusal stays with its row; give a corrected file a new name)")]
    Refused {
        /// The row.
        row: String,
        /// The refusal.
        reason: String,
    },
    /// A grant names an asset that neither the file nor the store has.
    #[error("{row}: there is no asset {asset}; add it to the file's [[assets]]")]
    AssetMissing {
        /// The row.
        row: String,
        /// The asset.
        asset: AssetCode,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DemoData {
    /// Whether it has an asset of that code.
    pub fn has_asset(&self, code: &AssetCode) -> bool {
        self.assets.iter().any(|asset| asset.code == *code)
    }

    /// The file's own name, a part of its rows' keys.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, applied by `origin` instead of by the service itself.
    #[must_use]
    pub fn by(self, origin: Arc<Origin>) -> Self {
        Self { origin, ..self }
    }

    /// Applies the file: assets, then wallets, then supply and grants. Safe to repeat.
    pub async fn apply(&self, registry: &dyn Registry, ledger: &dyn Ledger) -> Result<Report, DemoError> {
        let mut report = Report::default();
        for row in &self.assets {
            let asset = Asset {
                code: row.code.clone(),
                name: row.name.clone(),
                description: row.description.clone(),
                policy: row.policy.clone(),
            };
            let status = match registry.create_asset(&asset).await? {
                AssetCreation::Created => RowStatus::Added,
                AssetCreation::Existing(_) => RowStatus::Present,
                AssetCreation::Refused(refusal) => {
                    return Err(DemoError::Refused { row: format!("asset {}", row.code), reason: refusal.to_string() });
                }
            };
            report.rows.push(Row { kind: "asset", what: row.code.to_string(), status });
        }
        for GrantRow { owner, asset, .. } in &self.grants {
            let what = format!("{owner} {asset}");
            let status = match registry.open_wallet(owner, asset).await? {
                WalletOpening::Opened(_) => RowStatus::Added,
                WalletOpening::Existing(_) => RowStatus::Present,
                WalletOpening::AssetNotFound => {
                    return Err(DemoError::AssetMissing { row: format!("grant {what}"), asset: asset.clone() });
                }
            };
            report.rows.push(Row { kind: "wallet", what, status });
        }
        let commands = self.mints().chain(self.grants()).map(|command| command.by(self.origin.clone()));
        let commands: Vec<Command> = commands.collect();
        for batch in commands.chunks(BATCH_MAX) {
            let outcomes = ledger.execute(batch).await?;
            for (command, outcome) in batch.iter().zip(outcomes) {
                report.rows.push(Row::booked(command, &outcome)?);
            }
        }
        Ok(report)
    }

    fn mints(&self) -> impl Iterator<Item = Command> {
        self.assets.iter().filter_map(|row| {
            let key = format!("seed {} mint {}", self.name, row.code);
            Some(command(Flow::Mint, &key, OwnerId::treasury(), &row.code, row.mint?, "Initial supply"))
        })
    }

    fn grants(&self) -> impl Iterator<Item = Command> {
        self.grants.iter().map(|GrantRow { owner, asset, amount }| {
            let key = format!("seed {} grant {owner} {asset}", self.name);
            command(Flow::Bonus, &key, owner, asset, *amount, "Opening balance")
        })
    }
}

fn command(flow: Flow, key: &str, owner: &OwnerId, asset: &AssetCode, amount: Amount, what_for: &str) -> Command {
    let key = IdempotencyKey::internal(key).expect("a name, an owner and a code are short, visible ASCII");
    let description = Description::new(what_for).expect("a short text");
    let details = Details { description: Some(description), ..Details::default() };
    Command::new(flow, key, owner.clone(), asset.clone(), amount, details)
        .expect("mints are the treasury's and grants were parsed for players")
}

/// Reads a text and parses it, so that the complaint names the line.
fn parsed<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(serde::de::Error::custom)
}

fn file_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    parsed(deserializer, |name| {
        let well_formed = (1..=40).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if well_formed { Ok(name.to_owned()) } else { Err("A seed's name is 1 to 40 small letters, digits, - and _.") }
    })
}

fn asset_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    parsed(deserializer, Name::new)
}

fn description<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Description>, D::Error> {
    parsed(deserializer, Description::new).map(Some)
}

/// The policy of an asset, as `PATCH /v1/assets/{code}` has it.
fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
    let members = serde_json::Map::deserialize(deserializer)?;
    Policy::default().merged(&members).map_err(serde::de::Error::custom)
}

fn player<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OwnerId, D::Error> {
    parsed(deserializer, OwnerId::player)
}

fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
    let minor = i64::deserialize(deserializer)?;
    Amount::new(u64::try_from(minor).unwrap_or(0)).map_err(serde::de::Error::custom)
}

fn optional_amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Amount>, D::Error> {
    amount(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
