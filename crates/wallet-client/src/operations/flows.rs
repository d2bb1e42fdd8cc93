//! Operations: flows. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, IfMatch, Key, Person, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{
    AllocationRequest, BatchAnswer, BatchRequest, BonusRequest, ConversionRequest, GiftRequest, MintRequest,
    PostedTransaction, PurchaseRequest, SpendRequest, TopUpRequest,
};

const CREATE_TOP_UP: Operation = Operation::new(Method::POST, "/v1/top-ups").key("Idempotency-Key");
const CREATE_BONUS: Operation = Operation::new(Method::POST, "/v1/bonuses").key("Idempotency-Key");
const CREATE_SPEND: Operation = Operation::new(Method::POST, "/v1/spends").key("Idempotency-Key");
const CREATE_PURCHASE: Operation = Operation::new(Method::POST, "/v1/purchases").key("Idempotency-Key");
const CREATE_CONVERSION: Operation = Operation::new(Method::POST, "/v1/conversions").key("Idempotency-Key");
const CREATE_GIFT: Operation = Operation::new(Method::POST, "/v1/gifts").key("Idempotency-Key");
const CREATE_MINT: Operation = Operation::new(Method::POST, "/v1/mints").key("Idempotency-Key");
const CREATE_ALLOCATION: Operation = Operation::new(Method::POST, "/v1/allocations").key("Idempotency-Key");
const EXECUTE_BATCH: Operation = Operation::new(Method::POST, "/v1/batches");

impl Client {
    /// Credits that a player bought with real money, paid elsewhere.
    pub fn create_top_up(
        &self,
        body: &TopUpRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, IfMatch, Person, DryRun>> {
        self.call(CREATE_TOP_UP, &[]).body(body)
    }

    /// Free credits, such as a referral's.
    pub fn create_bonus(
        &self,
        body: &BonusRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, IfMatch, Person, DryRun>> {
        self.call(CREATE_BONUS, &[]).body(body)
    }

    /// What a player buys in the application.
    pub fn create_spend(
        &self,
        body: &SpendRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, IfMatch, Person, DryRun>> {
        self.call(CREATE_SPEND, &[]).body(body)
    }

    /// Pays in one or several assets and receives in others, all of it or nothing.
    pub fn create_purchase(
        &self,
        body: &PurchaseRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_PURCHASE, &[]).body(body)
    }

    /// Changes one asset into another at the configured rate, rounded down.
    pub fn create_conversion(
        &self,
        body: &ConversionRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_CONVERSION, &[]).body(body)
    }

    /// Gives credits to another player, where the asset's policy allows it.
    pub fn create_gift(&self, body: &GiftRequest) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_GIFT, &[]).body(body)
    }

    /// Supply for the treasury, by an operator.
    pub fn create_mint(&self, body: &MintRequest) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_MINT, &[]).body(body)
    }

    /// Funds an operator's own wallet from the treasury, or takes back what it holds.
    pub fn create_allocation(
        &self,
        body: &AllocationRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_ALLOCATION, &[]).body(body)
    }

    /// Up to 10,000 commands, decided in their order. A body that cannot be read, or that holds a command which the
    /// API key lacks the scope for, is refused as a whole; a value that is not valid spoils its own command alone.
    pub fn execute_batch(&self, body: &BatchRequest) -> Call<'_, BatchAnswer, Takes<(), (), Person, DryRun>> {
        self.call(EXECUTE_BATCH, &[]).body(body)
    }
}
