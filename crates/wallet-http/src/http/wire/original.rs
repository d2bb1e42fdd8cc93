//! The original service's bodies, kept exactly: camelCase, and no more members than it had.

use serde::Serialize;
use utoipa::ToSchema;
use wallet_domain::{Command, Flow, IdempotencyKey};

use super::fields::{Asset, Blank, Field, Handle, Minor, Note, OriginalPaymentRef, Player, Reason};
use super::flows::{FlowRequest, plain};
use super::request::request;
use crate::http::problem::Problem;

request! {
    /// `POST /wallet/topup`.
    OriginalTopUp {
        /// Who receives.
        user_id as "userId": Field<Player>,
        asset_code as "assetCode": Field<Asset>,
        amount: Field<Minor> = 100,
        /// The payment that it was bought with.
        #[serde(default)]
        payment_ref as "paymentRef": Blank<OriginalPaymentRef>,
    }

    /// `POST /wallet/bonus`.
    OriginalBonus {
        /// Who receives.
        user_id as "userId": Field<Player>,
        asset_code as "assetCode": Field<Asset>,
        amount: Field<Minor> = 50,
        /// Why it is given.
        #[serde(default)]
        reason: Blank<Reason>,
    }

    /// `POST /wallet/spend`.
    OriginalSpend {
        /// Who pays.
        user_id as "userId": Field<Player>,
        /// With which asset.
        asset_code as "assetCode": Field<Asset>,
        amount: Field<Minor> = 30,
        /// What it is for.
        #[serde(default)]
        description: Blank<Note>,
    }
}

impl FlowRequest for OriginalTopUp {
    const FLOW: Flow = Flow::TopUp;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.user_id, self.asset_code, self.amount);
        plain((Self::FLOW, key), what, self.payment_ref.0, (None, None), None)
    }
}

impl FlowRequest for OriginalBonus {
    const FLOW: Flow = Flow::Bonus;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.user_id, self.asset_code, self.amount);
        plain((Self::FLOW, key), what, self.reason.0, (None, None), None)
    }
}

impl FlowRequest for OriginalSpend {
    const FLOW: Flow = Flow::Spend;

    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let what = (self.user_id, self.asset_code, self.amount);
        plain((Self::FLOW, key), what, None::<Field<Handle>>, (self.description.0, None), None)
    }
}

/// What the seed's three flows answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalPosted {
    /// The transaction's id.
    #[serde(serialize_with = "super::text::display")]
    #[schema(value_type = String, format = "uuid")]
    pub transaction_id: wallet_domain::TransactionId,
    /// The user's balance after this very transaction.
    pub new_balance: i64,
}

/// What the seed's balance route answers: by its query, every balance or one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum OriginalBalanceAnswer<'a> {
    /// Without a query.
    All(OriginalBalances<'a>),
    /// With `asset`.
    One(OriginalWallet<'a>),
}

/// Every balance of a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalBalances<'a> {
    /// Whose they are.
    pub user_id: &'a str,
    /// One for each asset.
    pub balances: Vec<OriginalBalance<'a>>,
}

/// One balance of a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalBalance<'a> {
    /// Of which asset.
    pub asset_code: &'a str,
    /// Minor units.
    pub balance: i64,
}

/// A user's balance of the asset that was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OriginalWallet<'a> {
    /// Whose it is.
    pub user_id: &'a str,
    /// Of which asset.
    pub asset_code: &'a str,
    /// Minor units.
    pub balance: i64,
}
