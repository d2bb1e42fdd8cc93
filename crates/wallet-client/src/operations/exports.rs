//! Operations: exports. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, NewerThan, Takes, Text};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::types::{ExportEntriesQuery, ExportTransactionsQuery, ExportWalletsQuery};

const EXPORT_TRANSACTIONS: Operation = Operation::new(Method::GET, "/v1/exports/transactions").plain();
const EXPORT_ENTRIES: Operation = Operation::new(Method::GET, "/v1/exports/entries").plain();
const EXPORT_WALLETS: Operation = Operation::new(Method::GET, "/v1/exports/wallets").plain();

impl Client {
    /// Every transaction that fits, posted or refused, the oldest first: as lines of JSON, as `GET
    /// /v1/transactions/{id}` shows each, or as CSV.
    pub fn export_transactions(&self, query: &ExportTransactionsQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(EXPORT_TRANSACTIONS, &[]).query(query)
    }

    /// Every entry that fits, the oldest first: as lines of JSON, with what its transaction says of itself, or as
    /// CSV.
    pub fn export_entries(&self, query: &ExportEntriesQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(EXPORT_ENTRIES, &[]).query(query)
    }

    /// Every wallet that fits, by owner and asset, the service's own among them: as lines of JSON, or as CSV.
    pub fn export_wallets(&self, query: &ExportWalletsQuery) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(EXPORT_WALLETS, &[]).query(query)
    }
}
