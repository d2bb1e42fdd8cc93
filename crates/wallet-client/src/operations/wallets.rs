//! Operations: wallets. Made from the OpenAPI document by `cargo xtask clients`; not to be edited.

use crate::call::{Call, DryRun, NewerThan, Takes, Text};
use crate::client::Client;
use crate::operation::{Method, Operation};
use crate::pages::{Paged, Pages};
use crate::types::{
    BalanceAt, CreateNoteRequest, EntryPage, FreezeRequest, GetBalanceQuery, GetStatementQuery, ListEntriesQuery,
    ListNotesQuery, Note, NotePage, OpenWalletsAnswer, OpenWalletsRequest, OwnerWallets, QueryWalletsAnswer,
    QueryWalletsRequest, ReasonRequest, SearchWalletsQuery, Statement, Wallet, WalletEntry, WalletPage,
};

const SEARCH_WALLETS: Operation = Operation::new(Method::GET, "/v1/wallets");
const OPEN_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets");
const QUERY_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets/query");
const FREEZE_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/freeze");
const UNFREEZE_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/unfreeze");
const CLOSE_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/close");
const REOPEN_WALLETS: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/reopen");
const FREEZE_WALLET: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/{asset}/freeze");
const UNFREEZE_WALLET: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/{asset}/unfreeze");
const CLOSE_WALLET: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/{asset}/close");
const REOPEN_WALLET: Operation = Operation::new(Method::POST, "/v1/wallets/{owner}/{asset}/reopen");
const LIST_WALLETS: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}");
const GET_WALLET: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}/{asset}");
const OPEN_WALLET: Operation = Operation::new(Method::PUT, "/v1/wallets/{owner}/{asset}");
const LIST_ENTRIES: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}/{asset}/entries");
const GET_BALANCE: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}/{asset}/balance");
const GET_STATEMENT: Operation = Operation::new(Method::GET, "/v1/wallets/{owner}/{asset}/statement");
const LIST_NOTES: Operation = Operation::new(Method::GET, "/v1/owners/{owner}/notes");
const CREATE_NOTE: Operation = Operation::new(Method::POST, "/v1/owners/{owner}/notes");

impl Client {
    /// Wallets across owners, by owner and then by asset: all that fit every condition, the service's own among them.
    pub fn search_wallets(&self, query: &SearchWalletsQuery) -> Call<'_, WalletPage, Takes<(), NewerThan, (), ()>> {
        self.call(SEARCH_WALLETS, &[]).query(query)
    }

    /// Every item of [`Client::search_wallets`], page after page.
    pub fn iterate_wallets(&self, query: &SearchWalletsQuery) -> Pages<Wallet> {
        self.search_wallets(query).pages()
    }

    /// Opens up to 10,000 players' wallets, or leaves those that are there as they are. A body that cannot be read is
    /// refused as a whole; a value that is not valid and an asset that there is not spoil their own wallet alone.
    /// Safe to repeat.
    pub fn open_wallets(&self, body: &OpenWalletsRequest) -> Call<'_, OpenWalletsAnswer, Takes<(), (), (), DryRun>> {
        self.call(OPEN_WALLETS, &[]).body(body)
    }

    /// The wallets of up to 1,000 owners, all as of one moment. Only a ledger on several machines may fail to, and
    /// then says `approximate`.
    pub fn query_wallets(&self, body: &QueryWalletsRequest) -> Call<'_, QueryWalletsAnswer, Takes> {
        self.call(QUERY_WALLETS, &[]).body(body)
    }

    /// Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released.
    pub fn freeze_wallets(
        &self,
        owner: &str,
        body: &FreezeRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(FREEZE_WALLETS, &[owner]).body(body)
    }

    /// Lets frozen wallets take part again.
    pub fn unfreeze_wallets(
        &self,
        owner: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(UNFREEZE_WALLETS, &[owner]).body(body)
    }

    /// Ends wallets: only empty ones, for as long as nobody opens them again.
    pub fn close_wallets(
        &self,
        owner: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(CLOSE_WALLETS, &[owner]).body(body)
    }

    /// Opens wallets again that were closed.
    pub fn reopen_wallets(
        &self,
        owner: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(REOPEN_WALLETS, &[owner]).body(body)
    }

    /// Stops what goes out of a player's wallets, what goes in, or both. What is held may still be released.
    pub fn freeze_wallet(
        &self,
        owner: &str,
        asset: &str,
        body: &FreezeRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(FREEZE_WALLET, &[owner, asset]).body(body)
    }

    /// Lets frozen wallets take part again.
    pub fn unfreeze_wallet(
        &self,
        owner: &str,
        asset: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(UNFREEZE_WALLET, &[owner, asset]).body(body)
    }

    /// Ends wallets: only empty ones, for as long as nobody opens them again.
    pub fn close_wallet(
        &self,
        owner: &str,
        asset: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(CLOSE_WALLET, &[owner, asset]).body(body)
    }

    /// Opens wallets again that were closed.
    pub fn reopen_wallet(
        &self,
        owner: &str,
        asset: &str,
        body: &ReasonRequest,
    ) -> Call<'_, OwnerWallets, Takes<(), (), (), DryRun>> {
        self.call(REOPEN_WALLET, &[owner, asset]).body(body)
    }

    /// An owner's wallets, by asset; none if the owner is not known.
    pub fn list_wallets(&self, owner: &str) -> Call<'_, OwnerWallets, Takes> {
        self.call(LIST_WALLETS, &[owner])
    }

    /// One wallet. Its `ETag` is its version, and what is held if anything is: `If-None-Match` asks for a change,
    /// `If-Match` for none.
    pub fn get_wallet(&self, owner: &str, asset: &str) -> Call<'_, Wallet, Takes> {
        self.call(GET_WALLET, &[owner, asset])
    }

    /// Opens a player's wallet, or an operator's own, which needs the scope `operate`; or leaves the one that is
    /// there as it is. The path says all, so a body is empty or an object without members.
    pub fn open_wallet(&self, owner: &str, asset: &str) -> Call<'_, Wallet, Takes<(), (), (), DryRun>> {
        self.call(OPEN_WALLET, &[owner, asset])
    }

    /// A wallet's entries, the newest first or the oldest, all of them or those that a filter asks for.
    pub fn list_entries(
        &self,
        owner: &str,
        asset: &str,
        query: &ListEntriesQuery,
    ) -> Call<'_, EntryPage, Takes<(), NewerThan, (), ()>> {
        self.call(LIST_ENTRIES, &[owner, asset]).query(query)
    }

    /// Every item of [`Client::list_entries`], page after page.
    pub fn iterate_entries(&self, owner: &str, asset: &str, query: &ListEntriesQuery) -> Pages<WalletEntry> {
        self.list_entries(owner, asset, query).pages()
    }

    /// What a wallet held at a moment. It is found by the entries alone, at any depth as fast.
    pub fn get_balance(&self, owner: &str, asset: &str, query: &GetBalanceQuery) -> Call<'_, BalanceAt, Takes> {
        self.call(GET_BALANCE, &[owner, asset]).query(query)
    }

    /// A wallet's statement: what it held before, every entry in between, the oldest first, and what it held after.
    pub fn get_statement(
        &self,
        owner: &str,
        asset: &str,
        query: &GetStatementQuery,
    ) -> Call<'_, Statement, Takes<(), NewerThan, (), ()>> {
        self.call(GET_STATEMENT, &[owner, asset]).query(query)
    }

    /// [`Client::get_statement`] as CSV.
    pub fn get_statement_csv(
        &self,
        owner: &str,
        asset: &str,
        query: &GetStatementQuery,
    ) -> Call<'_, Text, Takes<(), NewerThan, (), ()>> {
        self.call(GET_STATEMENT.plain(), &[owner, asset]).query(query).parameter("format", "csv")
    }

    /// What was written about an owner, the latest first: who, when, what. An unknown owner has no notes.
    pub fn list_notes(&self, owner: &str, query: &ListNotesQuery) -> Call<'_, NotePage, Takes> {
        self.call(LIST_NOTES, &[owner]).query(query)
    }

    /// Every item of [`Client::list_notes`], page after page.
    pub fn iterate_notes(&self, owner: &str, query: &ListNotesQuery) -> Pages<Note> {
        self.list_notes(owner, query).pages()
    }

    /// Writes a note about a player or a budget. Nobody changes or deletes it.
    pub fn create_note(&self, owner: &str, body: &CreateNoteRequest) -> Call<'_, Note, Takes> {
        self.call(CREATE_NOTE, &[owner]).body(body)
    }
}

impl Paged for WalletPage {
    type Item = Wallet;

    fn parts(self) -> (Vec<Wallet>, Option<String>) {
        (self.data, self.next_cursor)
    }
}

impl Paged for EntryPage {
    type Item = WalletEntry;

    fn parts(self) -> (Vec<WalletEntry>, Option<String>) {
        (self.data, self.next_cursor)
    }
}

impl Paged for NotePage {
    type Item = Note;

    fn parts(self) -> (Vec<Note>, Option<String>) {
        (self.data, self.next_cursor)
    }
}
