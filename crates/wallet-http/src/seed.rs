//! Seed files: what a fresh installation holds, as data that goes through the ledger like any command.
//!
//! Every row has an idempotency key of the service's own, made from the file's name and the row
//! (`seed demo grant user_001 GOLD_COINS`), so applying a file twice changes nothing. Such keys hold spaces, which no
//! caller's key can.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::Deserializer;
use wallet_domain::{
    Amount, Asset, AssetCode, AssetCreation, Command, Description, Details, Flow, IdempotencyKey, Ledger, Name, Origin,
    Outcome, OwnerId, Policy, Registry, StoreError, WalletOpening,
};

use crate::toml_error;

/// The demo data, which a new embedded store is served with.
pub const DEMO: &str = include_str!("../../../seed/demo.toml");

/// How many commands of a file go into one commit.
const BATCH_MAX: usize = 1000;

/// A seed file, parsed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    #[serde(deserialize_with = "seed_name")]
    name: String,
    #[serde(default)]
    assets: Vec<AssetRow>,
    #[serde(default)]
    grants: Vec<GrantRow>,
    /// Who applies it.
    #[serde(skip, default = "Origin::service")]
    origin: Arc<Origin>,
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

/// What applying a file did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every row of the file and every wallet that it names, in order.
    pub rows: Vec<Row>,
}

/// One thing that a seed file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `asset`, `wallet`, `mint` or `grant`.
    pub kind: &'static str,
    /// What it is about.
    pub what: String,
    /// Whether it is new.
    pub status: RowStatus,
}

/// Whether a row changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStatus {
    /// It is new.
    Added,
    /// It was there already.
    Present,
}

/// Why a file could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
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

impl Seed {
    /// Whether the file has an asset of that code.
    pub fn has_asset(&self, code: &AssetCode) -> bool {
        self.assets.iter().any(|asset| asset.code == *code)
    }

    /// Parses a file; the complaint is one line with the file, the line and what is wrong with it.
    pub fn parse(file: &str, text: &str) -> Result<Self, String> {
        let seed: Self = toml::from_str(text).map_err(|error| toml_error::one_line(file, text, &error))?;
        let mut rows = HashSet::new();
        let names = seed.assets.iter().map(|asset| format!("asset {}", asset.code));
        let grants = seed.grants.iter().map(|grant| format!("grant {} {}", grant.owner, grant.asset));
        match names.chain(grants).find(|row| !rows.insert(row.clone())) {
            Some(twice) => Err(format!("{file}: the row \"{twice}\" is there twice")),
            None => Ok(seed),
        }
    }

    /// The file's own name, which is part of its rows' keys.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, applied by `origin` instead of by the service itself.
    #[must_use]
    pub fn by(self, origin: Arc<Origin>) -> Self {
        Self { origin, ..self }
    }

    /// Applies the file: assets, then wallets, then supply and grants. Safe to repeat.
    pub async fn apply(&self, registry: &dyn Registry, ledger: &dyn Ledger) -> Result<Report, SeedError> {
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
                    return Err(SeedError::Refused { row: format!("asset {}", row.code), reason: refusal.to_string() });
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
                    return Err(SeedError::AssetMissing { row: format!("grant {what}"), asset: asset.clone() });
                }
            };
            report.rows.push(Row { kind: "wallet", what, status });
        }
        let commands = self.mints().chain(self.grants()).map(|command| command.by(self.origin.clone()));
        let commands: Vec<Command> = commands.collect();
        for batch in commands.chunks(BATCH_MAX) {
            let outcomes = ledger.execute(batch).await?;
            for (command, outcome) in batch.iter().zip(outcomes) {
                report.rows.push(booked(command, &outcome)?);
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

fn booked(command: &Command, outcome: &Outcome) -> Result<Row, SeedError> {
    let (kind, what) = match command.flow() {
        Flow::Mint => ("mint", format!("{} {}", command.asset(), command.amount())),
        _ => ("grant", format!("{} {} {}", command.owner(), command.asset(), command.amount())),
    };
    match outcome.result() {
        Ok(_) if outcome.is_replay() => Ok(Row { kind, what, status: RowStatus::Present }),
        Ok(_) => Ok(Row { kind, what, status: RowStatus::Added }),
        Err(rejection) => {
            let reason = match outcome {
                Outcome::KeyReused => "it was applied with other figures before".to_owned(),
                Outcome::Tried(_) | Outcome::Undone { .. } => "it was not recorded".to_owned(),
                _ => rejection.to_string().trim_end_matches('.').to_owned(),
            };
            Err(SeedError::Refused { row: format!("{kind} {what}"), reason })
        }
    }
}

impl Report {
    /// How many rows of a kind have a status.
    pub fn count(&self, kind: &str, status: RowStatus) -> usize {
        self.rows.iter().filter(|row| row.kind == kind && row.status == status).count()
    }

    fn totals(&self, status: RowStatus) -> String {
        let totals: Vec<String> = ["asset", "wallet", "mint", "grant"]
            .iter()
            .map(|kind| match self.count(kind, status) {
                1 => format!("1 {kind}"),
                count => format!("{count} {kind}s"),
            })
            .collect();
        totals.join(", ")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let added = self.rows.iter().filter(|row| row.status == RowStatus::Added).count();
        match (added, self.rows.len()) {
            (0, _) => write!(f, "added nothing: {} were there already", self.totals(RowStatus::Present)),
            (added, rows) if added == rows => write!(f, "added {}", self.totals(RowStatus::Added)),
            _ => {
                let (added, present) = (self.totals(RowStatus::Added), self.totals(RowStatus::Present));
                write!(f, "added {added}; {present} were there already")
            }
        }
    }
}

/// Reads a text and parses it, so that a complaint comes with the line that it is about.
fn parsed<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(serde::de::Error::custom)
}

fn seed_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
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

/// What is allowed with an asset, as `PATCH /v1/assets/{code}` has it.
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
#[path = "seed_tests.rs"]
mod tests;
