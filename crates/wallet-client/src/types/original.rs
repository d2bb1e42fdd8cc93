//! What the original routes take and answer. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use serde::{Deserialize, Serialize};

/// One balance of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalBalance {
    /// Of which asset.
    #[serde(rename = "assetCode")]
    pub asset_code: String,
    /// Minor units.
    pub balance: i64,
}

/// What the seed's balance route answers: by its query, every balance or one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OriginalBalanceAnswer {
    /// Every balance of a user.
    OriginalBalances(Box<OriginalBalances>),
    /// A user's balance of the asset that was asked for.
    OriginalWallet(Box<OriginalWallet>),
}

/// Every balance of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalBalances {
    /// One for each asset.
    pub balances: Vec<OriginalBalance>,
    /// Whose they are.
    #[serde(rename = "userId")]
    pub user_id: String,
}

/// `POST /wallet/bonus`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OriginalBonus {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    #[serde(rename = "assetCode")]
    pub asset_code: String,
    /// Why it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who receives.
    #[serde(rename = "userId")]
    pub user_id: String,
}

/// What the seed's three flows answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalPosted {
    /// The user's balance after this very transaction.
    #[serde(rename = "newBalance")]
    pub new_balance: i64,
    /// The transaction's id.
    #[serde(rename = "transactionId")]
    pub transaction_id: String,
}

/// `POST /wallet/spend`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OriginalSpend {
    /// Minor units.
    pub amount: i64,
    /// With which asset.
    #[serde(rename = "assetCode")]
    pub asset_code: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who pays.
    #[serde(rename = "userId")]
    pub user_id: String,
}

/// `POST /wallet/topup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OriginalTopUp {
    /// Minor units.
    pub amount: i64,
    /// Of which asset.
    #[serde(rename = "assetCode")]
    pub asset_code: String,
    /// The payment that it was bought with.
    #[serde(rename = "paymentRef", skip_serializing_if = "Option::is_none")]
    pub payment_ref: Option<String>,
    /// Who receives.
    #[serde(rename = "userId")]
    pub user_id: String,
}

/// A user's balance of the asset that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalWallet {
    /// Of which asset.
    #[serde(rename = "assetCode")]
    pub asset_code: String,
    /// Minor units.
    pub balance: i64,
    /// Whose it is.
    #[serde(rename = "userId")]
    pub user_id: String,
}
