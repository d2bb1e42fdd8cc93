//! Payments as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use super::outcomes::PostedTransaction;
use super::transactions::Transaction;

/// What was credited for a payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Payment<'a> {
    /// Its name elsewhere.
    #[schema(example = "pay_8271")]
    pub payment_ref: &'a str,
    /// The top-ups that credited it, the latest first, up to 100.
    #[schema(value_type = Vec<PostedTransaction>)]
    pub data: Vec<Transaction<'a>>,
}
