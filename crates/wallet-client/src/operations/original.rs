//! Operations: original. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, Key, Person, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{
    GetOriginalBalanceQuery, OriginalBalanceAnswer, OriginalBonus, OriginalPosted, OriginalSpend, OriginalTopUp,
};

const ORIGINAL_TOP_UP: Operation = Operation::new(Method::POST, "/wallet/topup").key("X-Idempotency-Key");
const ORIGINAL_BONUS: Operation = Operation::new(Method::POST, "/wallet/bonus").key("X-Idempotency-Key");
const ORIGINAL_SPEND: Operation = Operation::new(Method::POST, "/wallet/spend").key("X-Idempotency-Key");
const GET_ORIGINAL_BALANCE: Operation = Operation::new(Method::GET, "/wallet/balance/{userId}");

impl Client {
    /// The user bought credits with real money.
    pub fn original_top_up(&self, body: &OriginalTopUp) -> Call<'_, OriginalPosted, Takes<Key, (), Person, DryRun>> {
        self.call(ORIGINAL_TOP_UP, &[]).body(body)
    }

    /// Free credits for the user.
    pub fn original_bonus(&self, body: &OriginalBonus) -> Call<'_, OriginalPosted, Takes<Key, (), Person, DryRun>> {
        self.call(ORIGINAL_BONUS, &[]).body(body)
    }

    /// The user buys something.
    pub fn original_spend(&self, body: &OriginalSpend) -> Call<'_, OriginalPosted, Takes<Key, (), Person, DryRun>> {
        self.call(ORIGINAL_SPEND, &[]).body(body)
    }

    /// The user's balances, or the one of an asset.
    pub fn get_original_balance(
        &self,
        user_id: &str,
        query: &GetOriginalBalanceQuery,
    ) -> Call<'_, OriginalBalanceAnswer, Takes> {
        self.call(GET_ORIGINAL_BALANCE, &[user_id]).query(query)
    }
}
