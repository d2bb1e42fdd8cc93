//! Operations: holds. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, IfMatch, Key, Person, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::pages::{Paged, Pages};
use crate::types::{
    CaptureRequest, Hold, HoldPage, HoldRequest, ListHoldsQuery, OpenHold, PostedTransaction, ReleaseRequest,
};

const CREATE_HOLD: Operation = Operation::new(Method::POST, "/v1/holds").key("Idempotency-Key");
const CAPTURE_HOLD: Operation = Operation::new(Method::POST, "/v1/holds/{id}/capture").key("Idempotency-Key");
const RELEASE_HOLD: Operation = Operation::new(Method::POST, "/v1/holds/{id}/release").key("Idempotency-Key");
const GET_HOLD: Operation = Operation::new(Method::GET, "/v1/holds/{id}");
const LIST_HOLDS: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}/{asset}/holds");

impl Client {
    /// Keeps credits of a player for later: they are the player's still, and cannot be spent otherwise.
    pub fn create_hold(&self, body: &HoldRequest) -> Call<'_, PostedTransaction, Takes<Key, IfMatch, Person, DryRun>> {
        self.call(CREATE_HOLD, &[]).body(body)
    }

    /// Spends of what a hold keeps, in one part or in several, until the final one or until nothing is left.
    pub fn capture_hold(
        &self,
        id: &str,
        body: &CaptureRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CAPTURE_HOLD, &[id]).body(body)
    }

    /// Lets go what a hold has left.
    pub fn release_hold(
        &self,
        id: &str,
        body: &ReleaseRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(RELEASE_HOLD, &[id]).body(body)
    }

    /// A hold: what is left of it, until when, and the transactions about it, the first 1,000 in the order of their
    /// times.
    pub fn get_hold(&self, id: &str) -> Call<'_, Hold, Takes> {
        self.call(GET_HOLD, &[id])
    }

    /// The open holds of a wallet, in the order in which they end. Those that are over are not among them.
    pub fn list_holds(&self, owner: &str, asset: &str, query: &ListHoldsQuery) -> Call<'_, HoldPage, Takes> {
        self.call(LIST_HOLDS, &[owner, asset]).query(query)
    }

    /// Every item of [`Client::list_holds`], page after page.
    pub fn iterate_holds(&self, owner: &str, asset: &str, query: &ListHoldsQuery) -> Pages<OpenHold> {
        self.list_holds(owner, asset, query).pages()
    }
}

impl Paged for HoldPage {
    type Item = OpenHold;

    fn parts(self) -> (Vec<OpenHold>, Option<String>) {
        (self.data, self.next_cursor)
    }
}
