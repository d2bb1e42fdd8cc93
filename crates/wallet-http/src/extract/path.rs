//! What paths name: owners, wallets, transactions. Percent-encoded, so that an owner may hold a slash.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use wallet_domain::{AssetCode, InvalidOwner, OwnerId, TransactionId};

use crate::problem::{Code, Problem};

/// `{owner}`: any owner, the system's own included.
#[derive(Debug)]
pub struct AnyOwner(pub OwnerId);

/// `{owner}/{asset}`: any wallet, for reading.
#[derive(Debug)]
pub struct WalletPath {
    /// Whose it is.
    pub owner: OwnerId,
    /// What it holds.
    pub asset: AssetCode,
}

/// `{owner}/{asset}` of a player: what a caller may open.
#[derive(Debug)]
pub struct PlayerWallet {
    /// Whose it is.
    pub owner: OwnerId,
    /// What it holds.
    pub asset: AssetCode,
}

/// `{id}` of a transaction. What is no UUID names no transaction, just as an unknown UUID does.
#[derive(Debug)]
pub struct TransactionName(pub TransactionId);

impl FromRequest for AnyOwner {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(segments::<String>(request).and_then(|owner| Ok(Self(OwnerId::new(&owner)?))))
    }
}

impl FromRequest for WalletPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(
            segments::<(String, String)>(request)
                .and_then(|(owner, asset)| Ok(Self { owner: OwnerId::new(&owner)?, asset: AssetCode::new(&asset)? })),
        )
    }
}

impl FromRequest for PlayerWallet {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(
            segments::<(String, String)>(request).and_then(|(owner, asset)| {
                Ok(Self { owner: OwnerId::player(&owner)?, asset: AssetCode::new(&asset)? })
            }),
        )
    }
}

impl FromRequest for TransactionName {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(segments::<String>(request).and_then(|id| match Uuid::try_parse(&id) {
            Ok(id) => Ok(Self(TransactionId::from_uuid(id))),
            Err(_) => Err(Problem::new(Code::TransactionNotFound, "There is no transaction with this id.")),
        }))
    }
}

/// The path's variable parts, percent-decoded.
fn segments<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Problem> {
    // Decoding fails on what is not UTF-8 alone, and no owner is.
    request.match_info().load().map_err(|_| InvalidOwner::Malformed.into())
}
