//! `POST /v1/wallets`: many wallets by name, and what came of each.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wallet_domain as domain;
use wallet_domain::{AssetCode, OwnerId};

use super::fields::{Asset, Field, Player};
use super::object::Objects;
use super::request::request;
use super::wallets::Wallet;
use crate::http::problem::{self, Code, Problem};

/// The most wallets that a request may open.
pub const OPENINGS_MAX: usize = 10_000;

/// A body where nothing is asked for but what the path says: an object without members. The document leaves it out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyBody {}

request! {
    /// `POST /v1/wallets`: wallets to open, each by itself.
    OpenWalletsRequest {
        /// 1 to 10,000 of them.
        wallets: Objects<WalletToOpen, 1, OPENINGS_MAX>,
    }

    /// A wallet by its name.
    WalletToOpen {
        /// Whose; a player.
        owner: Field<Player>,
        asset: Field<Asset>,
    }
}

impl OpenWalletsRequest {
    /// The wallets, if there are as many as a request may open.
    pub fn into_wallets(self) -> Result<Vec<WalletToOpen>, Problem> {
        match self.wallets.0.len() {
            0 => Err(Problem::new(Code::MalformedBody, "wallets must hold at least one wallet.")),
            1..=OPENINGS_MAX => Ok(self.wallets.0),
            count => {
                let detail = format!("A request may open {OPENINGS_MAX} wallets and this one names {count}.");
                Err(Problem::new(Code::TooManyWallets, detail))
            }
        }
    }
}

impl WalletToOpen {
    /// The name, or what is wrong with a value: its neighbours are opened all the same.
    pub fn into_name(self) -> Result<(OwnerId, AssetCode), Problem> {
        Ok((self.owner.get()?, self.asset.get()?))
    }
}

/// What came of the wallets: one result per name, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenWalletsAnswer<'a> {
    /// In the order of the names.
    pub results: Vec<OpeningResult<'a>>,
}

/// What came of one name: the status it would have had alone, and the wallet or the problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpeningResult<'a> {
    /// 201 if it was opened, 200 if it was open, else the problem's.
    #[schema(example = 201)]
    status: u16,
    /// The wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    wallet: Option<Wallet<'a>>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<problem::Body<'a>>,
}

impl<'a> OpeningResult<'a> {
    /// A wallet that is new.
    pub fn opened(wallet: &'a domain::Wallet) -> Self {
        Self { status: 201, wallet: Some(wallet.into()), problem: None }
    }

    /// A wallet that was there, or that an earlier name of the request has opened.
    pub fn existing(wallet: &'a domain::Wallet) -> Self {
        Self { status: 200, wallet: Some(wallet.into()), problem: None }
    }

    /// A name that no wallet was opened by.
    pub fn refused(problem: &'a Problem) -> Self {
        Self { status: problem.code().status(), wallet: None, problem: Some(problem.body()) }
    }
}
