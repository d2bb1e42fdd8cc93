//! Operations: transactions. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, Key, NewerThan, Person, Takes};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::pages::{Paged, Pages};
use crate::types::{
    FoundTransactions, Payment, PostedTransaction, ReversalList, ReversalRequest, SearchTransactionsQuery, Transaction,
};

const LIST_REVERSALS: Operation = Operation::new(Method::GET, "/v1/transactions/{id}/reversals");
const CREATE_REVERSAL: Operation =
    Operation::new(Method::POST, "/v1/transactions/{id}/reversals").key("Idempotency-Key");
const SEARCH_TRANSACTIONS: Operation = Operation::new(Method::GET, "/v1/transactions");
const GET_TRANSACTION: Operation = Operation::new(Method::GET, "/v1/transactions/{id}");
const GET_PAYMENT: Operation = Operation::new(Method::GET, "/v1/payments/{payment_ref}");

impl Client {
    /// What was taken back of a transaction.
    pub fn list_reversals(&self, id: &str) -> Call<'_, ReversalList, Takes> {
        self.call(LIST_REVERSALS, &[id])
    }

    /// Takes a transaction back, in full, in part or by a share of it: what it gave is taken from whoever received
    /// it, what it cost is returned. Any number of reversals take no more than there was. A reversal is taken back
    /// once.
    pub fn create_reversal(
        &self,
        id: &str,
        body: &ReversalRequest,
    ) -> Call<'_, PostedTransaction, Takes<Key, (), Person, DryRun>> {
        self.call(CREATE_REVERSAL, &[id]).body(body)
    }

    /// Transactions across owners, the newest first: all that fit every condition, posted and rejected.
    pub fn search_transactions(
        &self,
        query: &SearchTransactionsQuery,
    ) -> Call<'_, FoundTransactions, Takes<(), NewerThan, (), ()>> {
        self.call(SEARCH_TRANSACTIONS, &[]).query(query)
    }

    /// Every item of [`Client::search_transactions`], page after page.
    pub fn iterate_transactions(&self, query: &SearchTransactionsQuery) -> Pages<Transaction> {
        self.search_transactions(query).pages()
    }

    /// A transaction with its entries, posted or rejected.
    pub fn get_transaction(&self, id: &str) -> Call<'_, Transaction, Takes> {
        self.call(GET_TRANSACTION, &[id])
    }

    /// The top-ups that credited a payment, whatever asset and player, the latest first, up to 100. Reversed ones are
    /// among them.
    pub fn get_payment(&self, payment_ref: &str) -> Call<'_, Payment, Takes> {
        self.call(GET_PAYMENT, &[payment_ref])
    }
}

impl Paged for FoundTransactions {
    type Item = Transaction;

    fn parts(self) -> (Vec<Transaction>, Option<String>) {
        match self {
            Self::Transaction(one) => (vec![*one], None),
            Self::TransactionPage(page) => (page.data, page.next_cursor),
        }
    }
}
