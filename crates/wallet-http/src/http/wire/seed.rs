//! The seed service's bodies, kept exactly: camelCase, and no more members than it had.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wallet_domain::{Command, Flow, IdempotencyKey};

use super::requests::{KeyedRequest, RawAmount, RawDetails, Text, player_command};
use crate::http::problem::Problem;

/// `POST /wallet/topup`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SeedTopUp<'a> {
    /// Who receives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    user_id: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset_code: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 100)]
    amount: RawAmount<'a>,
    /// The payment that it was bought with.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    payment_ref: Option<Text<'a>>,
}

/// `POST /wallet/bonus`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SeedBonus<'a> {
    /// Who receives.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    user_id: Text<'a>,
    /// Of which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset_code: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 50)]
    amount: RawAmount<'a>,
    /// Why it is given.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, max_length = 255, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    reason: Option<Text<'a>>,
}

/// `POST /wallet/spend`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SeedSpend<'a> {
    /// Who pays.
    #[serde(borrow)]
    #[schema(value_type = String, min_length = 1, max_length = 100,
             pattern = "^(?!system:)[!-~]+$", example = "user_001")]
    user_id: Text<'a>,
    /// With which asset.
    #[serde(borrow)]
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9_]{0,49}$", example = "GOLD_COINS")]
    asset_code: Text<'a>,
    /// Minor units.
    #[serde(borrow)]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 30)]
    amount: RawAmount<'a>,
    /// What it is for.
    #[serde(borrow)]
    #[schema(value_type = Option<String>, max_length = 500, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    description: Option<Text<'a>>,
}

impl<'a> KeyedRequest<'a> for SeedTopUp<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let reference = filled(self.payment_ref).map(|text| ("paymentRef", text));
        let details = RawDetails { reference, ..RawDetails::default() };
        player_command(Flow::TopUp, key, &self.user_id, &self.asset_code, &self.amount, details)
    }
}

impl<'a> KeyedRequest<'a> for SeedBonus<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let reference = filled(self.reason).map(|text| ("reason", text));
        let details = RawDetails { reference, ..RawDetails::default() };
        player_command(Flow::Bonus, key, &self.user_id, &self.asset_code, &self.amount, details)
    }
}

impl<'a> KeyedRequest<'a> for SeedSpend<'a> {
    fn into_command(self, key: IdempotencyKey) -> Result<Command, Problem> {
        let details = RawDetails { description: filled(self.description), ..RawDetails::default() };
        player_command(Flow::Spend, key, &self.user_id, &self.asset_code, &self.amount, details)
    }
}

/// The seed's clients send a form's empty field as an empty text; it means that there is none.
fn filled(text: Option<Text<'_>>) -> Option<Text<'_>> {
    text.filter(|text| !text.0.trim().is_empty())
}

/// What the seed's three flows answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeedPosted {
    /// The transaction's id.
    #[serde(serialize_with = "super::display")]
    #[schema(value_type = String, format = "uuid")]
    pub transaction_id: wallet_domain::TransactionId,
    /// The user's balance after this very transaction.
    pub new_balance: i64,
}

/// What the seed's balance route answers: by its query, every balance or one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SeedBalanceAnswer<'a> {
    /// Without a query.
    All(SeedBalances<'a>),
    /// With `asset`.
    One(SeedWallet<'a>),
}

/// Every balance of a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeedBalances<'a> {
    /// Whose they are.
    pub user_id: &'a str,
    /// One for each asset.
    pub balances: Vec<SeedBalance<'a>>,
}

/// One balance of a user.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeedBalance<'a> {
    /// Of which asset.
    pub asset_code: &'a str,
    /// Minor units.
    pub balance: i64,
}

/// A user's balance of the asset that was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeedWallet<'a> {
    /// Whose it is.
    pub user_id: &'a str,
    /// Of which asset.
    pub asset_code: &'a str,
    /// Minor units.
    pub balance: i64,
}
