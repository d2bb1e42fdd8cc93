//! Wallets as they are answered, borrowed from the domain, and the query of many.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use wallet_domain as domain;
use wallet_domain::OwnerId;

use super::fields::{AnyOwner, Field};
use super::names;
use super::request::property;
use crate::http::problem::{Code, Problem};

/// The wallets of an owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerWallets<'a> {
    /// Whose they are.
    #[schema(example = "user_001")]
    pub owner: &'a str,
    /// By asset.
    pub wallets: Vec<Wallet<'a>>,
}

/// One owner's holding of one asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wallet<'a> {
    /// Whose it is.
    #[schema(example = "user_001")]
    owner: &'a str,
    /// What it holds.
    #[schema(example = "GOLD_COINS")]
    asset: &'a str,
    /// Minor units.
    #[schema(example = 500)]
    balance: i64,
    /// What of it open holds keep.
    #[schema(example = 30)]
    held: i64,
    /// What of it can be spent.
    #[schema(example = 470)]
    available: i64,
    /// What its owner owes of the asset.
    #[schema(example = 0)]
    debt: i64,
    /// Whether it takes part.
    #[schema(value_type = names::WalletStatus)]
    status: &'static str,
    /// How many entries it has; absent of the treasury and revenue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 1)]
    sequence: Option<i64>,
    /// Moves with everything that changes the wallet.
    #[schema(example = 1)]
    version: i64,
}

impl<'a> From<&'a domain::Wallet> for Wallet<'a> {
    fn from(wallet: &'a domain::Wallet) -> Self {
        Self {
            owner: wallet.owner.as_str(),
            asset: wallet.asset.as_str(),
            balance: wallet.state.balance.minor(),
            held: wallet.state.held,
            available: wallet.state.balance.minor() - wallet.state.held,
            debt: wallet.state.debt,
            status: wallet.state.status.name(),
            sequence: (!wallet.owner.is_striped()).then_some(wallet.state.sequence),
            version: wallet.state.version,
        }
    }
}

/// A page of wallets.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletPage<'a> {
    /// By owner and asset. A page may be short, or empty, and yet have a `next_cursor`.
    pub data: Vec<Wallet<'a>>,
    /// What asks for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

/// The wallets of many owners, as of one moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueryWalletsAnswer<'a> {
    /// In the order in which they were asked for, each once.
    pub data: Vec<OwnerWallets<'a>>,
    /// There, and true, if parts may be of different moments: a ledger on several machines was asked while commits over
    /// several of them went on. Ask again to have one moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
}

/// `POST /v1/wallets/query`: whose wallets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryWalletsRequest {
    /// 1 to 1,000 owners; who is named twice is answered once.
    #[schema(value_type = Vec<OwnerName>, min_items = 1, max_items = 1000, example = json!(["user_001", "user_002"]))]
    owners: Vec<Field<AnyOwner>>,
}

/// An owner, in the document.
#[derive(Debug)]
pub struct OwnerName;

impl PartialSchema for OwnerName {
    fn schema() -> RefOr<Schema> {
        property::<Field<AnyOwner>>(&["An owner, in the document."], None)
    }
}

impl ToSchema for OwnerName {}

impl QueryWalletsRequest {
    /// The most owners.
    pub const OWNERS_MAX: usize = 1_000;

    /// The owners, each once, in their order.
    pub fn into_owners(self) -> Result<Vec<OwnerId>, Problem> {
        match self.owners.len() {
            0 => return Err(Problem::new(Code::MalformedBody, "owners must name at least one owner.")),
            1..=Self::OWNERS_MAX => {}
            count => {
                let detail = format!("owners may name {} owners and this names {count}.", Self::OWNERS_MAX);
                return Err(Problem::new(Code::TooManyWallets, detail));
            }
        }
        let mut owners = self.owners.into_iter().map(Field::get).collect::<Result<Vec<_>, _>>()?;
        let mut known = HashSet::with_capacity(owners.len());
        owners.retain(|owner| known.insert(owner.clone()));
        Ok(owners)
    }
}
