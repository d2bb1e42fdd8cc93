//! Assets as they are answered, borrowed from the domain, and where their supply is.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{Description, Timestamp};

use super::policies::PolicySchema;

/// Every asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetList<'a> {
    /// By code.
    pub assets: Vec<Asset<'a>>,
}

/// An asset as an operator defined it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset<'a> {
    /// Unique, and never changed.
    #[schema(example = "GOLD_COINS")]
    code: &'a str,
    /// For people.
    #[schema(example = "Gold coins")]
    name: &'a str,
    /// What it is for.
    description: Option<&'a str>,
    /// What is allowed with it.
    #[schema(value_type = PolicySchema)]
    policy: &'a domain::Policy,
}

impl<'a> From<&'a domain::Asset> for Asset<'a> {
    fn from(asset: &'a domain::Asset) -> Self {
        Self {
            code: asset.code.as_str(),
            name: asset.name.as_str(),
            description: asset.description.as_ref().map(Description::as_str),
            policy: &asset.policy,
        }
    }
}

/// Where every asset's supply is, and when the ledger was last proven.
#[derive(Debug, Serialize, ToSchema)]
pub struct Audit<'a> {
    /// By code.
    pub assets: Vec<AssetAudit<'a>>,
    /// The latest verification; null if there was none yet.
    pub last_verification: Option<Verification>,
    /// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over
    /// several of them went on. Ask again to have one moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// The latest commit of every lane, for whoever keeps them elsewhere.
    pub heads: Vec<AuditHead>,
    /// The version of the server that answers.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

/// The latest commit of a lane: what `wallet verify --head` compares the ledger with.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditHead {
    /// The number of the lane.
    #[schema(example = 0)]
    lane: i16,
    /// The number of the commit.
    #[schema(example = 17)]
    number: i64,
    /// When it was decided.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Its hash: 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    hash: String,
}

impl From<&domain::Head> for AuditHead {
    fn from(head: &domain::Head) -> Self {
        let domain::Head { lane, number, created_at, hash } = head;
        Self { lane: *lane, number: *number, created_at: *created_at, hash: hash.to_string() }
    }
}

/// That a verification was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerificationRequested {
    /// The latest one before; null if there was none yet. The one that was asked for is there once `GET /v1/audit` tells a
    /// later one.
    pub before: Option<Verification>,
}

/// Where an asset's supply is: `supply + debts = treasury + revenue + budgets + players`.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetAudit<'a> {
    /// Which asset.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Minor units in existence.
    supply: i64,
    /// What the treasury holds and can still grant.
    treasury: i64,
    /// What players have spent.
    revenue: i64,
    /// What operators' own wallets hold.
    budgets: i64,
    /// What players hold.
    players: i64,
    /// What players owe.
    debts: i64,
}

impl<'a> AssetAudit<'a> {
    /// The audit of `asset`.
    pub fn new(asset: &'a domain::AssetCode, audit: domain::SupplyAudit) -> Self {
        let domain::SupplyAudit { supply, treasury, revenue, budgets, players, debts } = audit;
        Self { asset: asset.as_str(), supply, treasury, revenue, budgets, players, debts }
    }
}

/// A verification as it was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verification {
    /// When it ended.
    #[serde(serialize_with = "super::text::rfc3339")]
    #[schema(value_type = String, format = DateTime)]
    finished_at: Timestamp,
    /// How many places it found where an invariant does not hold.
    #[schema(example = 0)]
    findings: i64,
    /// Whether every invariant held.
    ok: bool,
}

impl From<domain::VerificationRecord> for Verification {
    fn from(record: domain::VerificationRecord) -> Self {
        Self { finished_at: record.finished_at, findings: record.findings, ok: record.findings == 0 }
    }
}
