//! Operations: assets. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, IfMatch, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::pages::{Paged, Pages};
use crate::types::{
    Asset, AssetList, Audit, Change, ChangeAssetRequest, ChangePage, CreateAssetRequest, ListChangesQuery,
    VerificationRequested,
};

const LIST_ASSETS: Operation = Operation::new(Method::GET, "/v1/assets");
const CREATE_ASSET: Operation = Operation::new(Method::POST, "/v1/assets");
const GET_ASSET: Operation = Operation::new(Method::GET, "/v1/assets/{code}");
const CHANGE_ASSET: Operation = Operation::new(Method::PATCH, "/v1/assets/{code}");
const LIST_CHANGES: Operation = Operation::new(Method::GET, "/v1/changes");
const GET_AUDIT: Operation = Operation::new(Method::GET, "/v1/audit");
const REQUEST_VERIFICATION: Operation = Operation::new(Method::POST, "/v1/verifications");

impl Client {
    /// Every asset, by code.
    pub fn list_assets(&self) -> Call<'_, AssetList, Takes> {
        self.call(LIST_ASSETS, &[])
    }

    /// Creates an asset with its system wallets. Its code makes a retry safe, so it needs no idempotency key.
    pub fn create_asset(&self, body: &CreateAssetRequest) -> Call<'_, Asset, Takes<(), (), (), DryRun>> {
        self.call(CREATE_ASSET, &[]).body(body)
    }

    /// One asset. Its `ETag` names what it says: `If-None-Match` asks for a change, `If-Match` for none.
    pub fn get_asset(&self, code: &str) -> Call<'_, Asset, Takes> {
        self.call(GET_ASSET, &[code])
    }

    /// Changes an asset's name, description or policy. Only what is named changes; the list of changes tells who did
    /// it. With `If-Match` it is changed only if it is in that state still.
    pub fn change_asset(
        &self,
        code: &str,
        body: &ChangeAssetRequest,
    ) -> Call<'_, Asset, Takes<(), IfMatch, (), DryRun>> {
        self.call(CHANGE_ASSET, &[code]).body(body)
    }

    /// What operators have changed, the latest first: who, when, why, and from what to what. It is the audit trail:
    /// assets, wallets, notes, API keys, and each step of an approval. What moves credits is a transaction, which
    /// names who asked for it.
    pub fn list_changes(&self, query: &ListChangesQuery) -> Call<'_, ChangePage, Takes> {
        self.call(LIST_CHANGES, &[]).query(query)
    }

    /// Every item of [`Client::list_changes`], page after page.
    pub fn iterate_changes(&self, query: &ListChangesQuery) -> Pages<Change> {
        self.list_changes(query).pages()
    }

    /// Per asset: supply, treasury, revenue, what operators' own wallets hold, what players hold and what they owe;
    /// what the latest verification found; and the heads of the chain of commits.
    pub fn get_audit(&self) -> Call<'_, Audit, Takes> {
        self.call(GET_AUDIT, &[])
    }

    /// Starts a verification of all commits since the latest one, in the time that traffic leaves.
    pub fn request_verification(&self) -> Call<'_, VerificationRequested, Takes> {
        self.call(REQUEST_VERIFICATION, &[])
    }
}

impl Paged for ChangePage {
    type Item = Change;

    fn parts(self) -> (Vec<Change>, Option<String>) {
        (self.data, self.next_cursor)
    }
}
