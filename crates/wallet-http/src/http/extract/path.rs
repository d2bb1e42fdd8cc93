//! The parts of paths: owners, wallets, transactions. They are percent-encoded, so an owner may hold a slash.

use std::future::{Ready, ready};

use actix_web::http::Method;
use actix_web::{FromRequest, HttpRequest, dev};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use wallet_domain::access::ApiKeyId;
use wallet_domain::webhook::{AlertId, InvalidAlertId, WebhookId};
use wallet_domain::{AssetCode, InvalidOwner, OwnerId, Reference, TransactionId};

use crate::http::problem::{Code, Problem};

/// `{owner}`: any owner, the system's own included.
#[derive(Debug)]
pub struct AnyOwner(pub OwnerId);

/// `{owner}/{asset}`: any wallet, for reading.
#[derive(Debug, Clone)]
pub struct WalletPath {
    /// Whose it is.
    pub owner: OwnerId,
    /// What it holds.
    pub asset: AssetCode,
}

/// `{owner}/{asset}` of a player or of a budget: what an operator may open and stop.
#[derive(Debug)]
pub struct OperatedWallet {
    /// Whose it is.
    pub owner: OwnerId,
    /// What it holds.
    pub asset: AssetCode,
}

/// `{owner}`: a player or a budget.
#[derive(Debug)]
pub struct OperatedOwner(pub OwnerId);

/// `{code}` of an asset.
#[derive(Debug)]
pub struct AssetPath(pub AssetCode);

/// `{payment_ref}`: the name that a payment has elsewhere.
#[derive(Debug)]
pub struct PaymentName(pub Reference);

/// `{id}` of a transaction. What is no UUID names no transaction, just as an unknown UUID does.
#[derive(Debug)]
pub struct TransactionName(pub TransactionId);

/// `{id}` of a webhook. What is no id names none.
#[derive(Debug)]
pub struct WebhookName(pub WebhookId);

/// `{id}` of an alert.
#[derive(Debug)]
pub struct AlertName(pub AlertId);

/// `{id}` of an approval.
#[derive(Debug)]
pub struct ApprovalName(pub TransactionId);

/// `{id}` of an API key.
#[derive(Debug)]
pub struct KeyName(pub ApiKeyId);

/// How each is read out of a path.
macro_rules! read {
    ($($name:ident: $read:expr;)*) => {$(
        impl FromRequest for $name {
            type Error = Problem;
            type Future = Ready<Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
                let read: fn(&HttpRequest) -> Result<Self, Problem> = $read;
                ready(read(request))
            }
        }
    )*};
}

read! {
    AnyOwner: |request| Ok(Self(OwnerId::new(&segments::<String>(request)?)?));
    WalletPath: |request| {
        let (owner, asset) = segments::<(String, String)>(request)?;
        Ok(Self { owner: OwnerId::new(&owner)?, asset: AssetCode::new(&asset)? })
    };
    OperatedWallet: |request| {
        let (owner, asset) = segments::<(String, String)>(request)?;
        Ok(Self { owner: operated(&owner)?, asset: AssetCode::new(&asset)? })
    };
    OperatedOwner: |request| Ok(Self(operated(&segments::<String>(request)?)?));
    AssetPath: |request| Ok(Self(AssetCode::new(&segments::<String>(request)?)?));
    PaymentName: |request| {
        let name = request.match_info().load::<String>().ok().and_then(|name| Reference::new(&name).ok());
        name.map(Self).ok_or_else(|| {
            let detail = "A payment_ref is 1 to 255 characters without control characters, percent-encoded as UTF-8.";
            Problem::new(Code::InvalidReference, detail)
        })
    };
    WebhookName: |request| {
        let id = request.match_info().load::<String>().ok().and_then(|id| WebhookId::new(&id).ok());
        id.map(Self).ok_or_else(|| Problem::new(Code::WebhookNotFound, "There is no webhook with this id."))
    };
    ApprovalName: |request| match Uuid::try_parse(&segments::<String>(request)?) {
        Ok(id) => Ok(Self(TransactionId::from_uuid(id))),
        Err(_) => Err(Problem::new(Code::ApprovalNotFound, "There is no approval with this id.")),
    };
    KeyName: |request| {
        let id = request.match_info().load::<String>().ok().and_then(|id| ApiKeyId::new(&id).ok());
        id.map(Self).ok_or_else(|| Problem::new(Code::KeyNotFound, "There is no API key with this id."))
    };
    AlertName: |request| {
        let id = request.match_info().load::<String>().ok();
        match id.as_deref().map_or(Err(InvalidAlertId), AlertId::new) {
            Ok(id) => Ok(Self(id)),
            Err(invalid) if request.method() == Method::PUT => Err(invalid.into()),
            Err(_) => Err(Problem::new(Code::AlertNotFound, "There is no alert with this id.")),
        }
    };
    TransactionName: |request| match Uuid::try_parse(&segments::<String>(request)?) {
        Ok(id) => Ok(Self(TransactionId::from_uuid(id))),
        Err(_) if request.path().starts_with("/v1/holds/") => {
            Err(Problem::new(Code::HoldNotFound, "There is no hold with this id."))
        }
        Err(_) => Err(Problem::new(Code::TransactionNotFound, "There is no transaction with this id.")),
    };
}

/// A player, or a budget.
fn operated(owner: &str) -> Result<OwnerId, InvalidOwner> {
    let owner = OwnerId::new(owner)?;
    match owner {
        owner if owner.is_debt() => Err(InvalidOwner::Debt),
        owner if owner.is_system() && !owner.is_budget() => Err(InvalidOwner::NoBudget),
        owner => Ok(owner),
    }
}

/// The path's variable parts, percent-decoded.
fn segments<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Problem> {
    // Decoding fails on what is not UTF-8 alone, and no owner is.
    request.match_info().load().map_err(|_| InvalidOwner::Malformed.into())
}
