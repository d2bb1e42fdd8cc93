//! Rows of exports, as CSV and as lines of JSON. Each ends, or begins, with the cursor behind which an export goes on; the last line
//! says that it was the last.
//!
//! A line that is no row is a mark: its first cell begins with `#`, or its first member is `mark`.

use std::fmt::Write;

use serde::Serialize;
use wallet_domain as domain;
use wallet_domain::{
    AssetCode, Description, Metadata, Origin, OwnerId, Reference, Rejection, ShownEntry, Timestamp, TransactionId,
    TransactionStatus,
};
use wallet_service::scan::export::{EntryFilter, Exported, Place};

use super::csv::{self, Cell, Terminator};
use super::text::{moment, to_json};
use super::{Transaction, Wallet, WalletEntry};

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportOf {
    /// Every transaction, posted or refused.
    Transactions,
    /// Every entry of them.
    Entries,
    /// Every wallet.
    Wallets,
}

impl ExportOf {
    /// Its name in routes, commands and files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Transactions => "transactions",
            Self::Entries => "entries",
            Self::Wallets => "wallets",
        }
    }

    /// The first line of its CSV, without an end: the names of the cells.
    pub(crate) fn columns(self) -> String {
        let own = match self {
            Self::Transactions => TRANSACTION_COLUMNS,
            Self::Entries => {
                "transaction_id,created_at,flow,owner,asset,amount,balance_after,sequence,counterparty,reference,\
                 description,metadata"
            }
            Self::Wallets => "owner,asset,balance,held,available,debt,status,sequence,version",
        };
        format!("{own},cursor")
    }
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// RFC 4180, with the names of the cells in the first line.
    Csv,
    /// An object a line.
    Jsonl,
}

impl ExportFormat {
    /// The ending of a file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/x-ndjson",
        }
    }
}

/// What a line says that is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// How far the export has come, if nothing fitted for a while.
    At,
    /// That it is whole.
    End,
}

impl Mark {
    fn name(self) -> &'static str {
        match self {
            Self::At => "at",
            Self::End => "end",
        }
    }
}

/// A mark, as a line of JSON.
#[derive(Serialize)]
struct MarkLine<'a> {
    mark: &'static str,
    rows: u64,
    cursor: Option<&'a str>,
}

/// The lines of an export that are ready to be sent.
#[derive(Debug)]
pub(crate) struct ExportLines {
    of: ExportOf,
    format: ExportFormat,
    text: String,
    rows: u64,
}

impl ExportLines {
    /// Those of an export that begins: with the names of the cells, if it is CSV.
    pub(crate) fn begin(of: ExportOf, format: ExportFormat) -> Self {
        let mut lines = Self::go_on(of, format, 0);
        if format == ExportFormat::Csv {
            lines.text = format!("{}\r\n", of.columns());
        }
        lines
    }

    /// Those of an export of which so many rows are there.
    pub(crate) fn go_on(of: ExportOf, format: ExportFormat, rows: u64) -> Self {
        Self { of, format, text: String::new(), rows }
    }

    /// How many rows there were.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What is ready.
    pub(crate) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Adds transactions.
    pub(crate) fn add_transactions(&mut self, found: &[Exported]) {
        for Exported { cursor, transaction, .. } in found {
            let cursor = cursor.to_string();
            match self.format {
                ExportFormat::Csv => self.add_row((TransactionRow::from(transaction), &cursor)),
                ExportFormat::Jsonl => self.add_object(&cursor, &Transaction::from(transaction)),
            }
        }
    }

    /// Adds those of transactions' entries that fit.
    pub(crate) fn add_entries(&mut self, found: &[Exported], filter: &EntryFilter) {
        for exported in found {
            for (place, entry) in exported.entries(filter) {
                self.add_entry(&exported.transaction, entry, place);
            }
        }
    }

    fn add_entry(&mut self, transaction: &domain::Transaction, entry: ShownEntry<'_>, place: Place) {
        let cursor = place.to_string();
        match self.format {
            ExportFormat::Csv => self.add_row((EntryRow::of(transaction, entry), &cursor)),
            ExportFormat::Jsonl => self.add_object(&cursor, &WalletEntry::of(transaction, entry)),
        }
    }

    /// Adds wallets, each with its cursor.
    pub(crate) fn add_wallets(&mut self, found: &[domain::Wallet], cursor_of: impl Fn(&domain::Wallet) -> String) {
        for wallet in found {
            let cursor = cursor_of(wallet);
            match self.format {
                ExportFormat::Csv => self.add_row((WalletRow::from(wallet), &cursor)),
                ExportFormat::Jsonl => self.add_object(&cursor, &Wallet::from(wallet)),
            }
        }
    }

    /// Adds a mark.
    pub(crate) fn add_mark(&mut self, mark: Mark, cursor: Option<&str>) {
        let (name, rows) = (mark.name(), self.rows);
        match self.format {
            ExportFormat::Csv => {
                let between = ",".repeat(self.of.columns().matches(',').count() - 1);
                let cursor = cursor.unwrap_or_default();
                write!(self.text, "#{name},{rows}{between}{cursor}\r\n").expect("a text takes all");
            }
            ExportFormat::Jsonl => {
                let line = to_json(&MarkLine { mark: name, rows, cursor });
                self.text.push_str(str::from_utf8(&line).expect("JSON is UTF-8"));
                self.text.push('\n');
            }
        }
    }

    fn add_row<T: Serialize>(&mut self, row: T) {
        self.text.push_str(&csv::write([row], Terminator::CRLF));
        self.rows += 1;
    }

    /// The object's own members stand behind its cursor.
    fn add_object<T: Serialize>(&mut self, cursor: &str, object: &T) {
        let object = to_json(object);
        let members = str::from_utf8(&object).expect("JSON is UTF-8").strip_prefix('{').expect("it is an object");
        writeln!(self.text, "{{\"cursor\":\"{cursor}\",{members}").expect("a text takes all");
        self.rows += 1;
    }
}

/// The cells of [`TransactionRow`], by their names.
pub(crate) const TRANSACTION_COLUMNS: &str = "transaction_id,created_at,flow,status,owner,asset,amount,requested,balance,held,debt,to,fee,received,pay,receive,budget,hold,\
     reverses,starting_balance,reference,description,metadata,idempotency_key,code,actor,key,on_behalf_of";

/// A transaction as a row.
#[derive(Debug, Serialize)]
pub(crate) struct TransactionRow<'a> {
    transaction_id: TransactionId,
    #[serde(serialize_with = "moment")]
    created_at: Option<Timestamp>,
    flow: &'static str,
    status: &'static str,
    owner: Cell<'a>,
    asset: &'a str,
    amount: i64,
    requested: Option<i64>,
    balance: Option<i64>,
    held: Option<i64>,
    debt: Option<i64>,
    to: Cell<'a>,
    fee: Option<i64>,
    received: Option<i64>,
    pay: String,
    receive: String,
    budget: Cell<'a>,
    hold: Option<TransactionId>,
    reverses: Option<TransactionId>,
    starting_balance: &'static str,
    reference: Cell<'a>,
    description: Cell<'a>,
    metadata: Cell<'a>,
    idempotency_key: Cell<'a>,
    code: &'static str,
    actor: Cell<'a>,
    key: Cell<'a>,
    on_behalf_of: Cell<'a>,
}

impl<'a> From<&'a domain::Transaction> for TransactionRow<'a> {
    fn from(transaction: &'a domain::Transaction) -> Self {
        let (command, story, holding) = (&transaction.command, transaction.story(), transaction.holding());
        let (details, origin) = (command.details(), command.origin());
        let cell = |text: Option<&'a str>| Cell(text.unwrap_or_default());
        Self {
            transaction_id: transaction.id(),
            created_at: Some(transaction.created_at),
            flow: command.flow().name(),
            status: TransactionStatus::of(transaction).name(),
            owner: Cell(command.owner().as_str()),
            asset: command.asset().as_str(),
            amount: story.amount,
            requested: story.requested,
            balance: holding.map(|it| it.balance),
            held: holding.map(|it| it.held),
            debt: holding.map(|it| it.debt),
            to: cell(story.to),
            fee: story.fee,
            received: story.received,
            pay: sums(&story.pay),
            receive: sums(&story.receive),
            budget: cell(story.budget.map(OwnerId::as_str)),
            hold: story.hold,
            reverses: story.reverses,
            starting_balance: if story.is_starting_balance { "true" } else { "" },
            reference: cell(details.reference.as_ref().map(Reference::as_str)),
            description: cell(details.description.as_ref().map(Description::as_str)),
            metadata: cell(details.metadata.as_ref().map(Metadata::as_str)),
            idempotency_key: Cell(command.key().as_str()),
            code: transaction.result.as_ref().err().map_or("", Rejection::code),
            actor: cell(origin.map(Origin::name)),
            key: cell(origin.and_then(Origin::key)),
            on_behalf_of: cell(origin.and_then(Origin::person)),
        }
    }
}

/// Sums in one cell: `GOLD_COINS:50 DIAMONDS:2`.
fn sums(sums: &[(&AssetCode, i64)]) -> String {
    let texts: Vec<String> = sums.iter().map(|(asset, amount)| format!("{asset}:{amount}")).collect();
    texts.join(" ")
}

/// An entry as a row.
#[derive(Debug, Serialize)]
struct EntryRow<'a> {
    transaction_id: TransactionId,
    #[serde(serialize_with = "moment")]
    created_at: Option<Timestamp>,
    flow: &'static str,
    owner: Cell<'a>,
    asset: &'a str,
    amount: i64,
    balance_after: Option<i64>,
    sequence: Option<i64>,
    counterparty: Cell<'a>,
    reference: Cell<'a>,
    description: Cell<'a>,
    metadata: Cell<'a>,
}

impl<'a> EntryRow<'a> {
    fn of(transaction: &'a domain::Transaction, entry: ShownEntry<'a>) -> Self {
        let details = transaction.command.details();
        let cell = |text: Option<&'a str>| Cell(text.unwrap_or_default());
        Self {
            transaction_id: transaction.id(),
            created_at: Some(transaction.created_at),
            flow: transaction.command.flow().name(),
            owner: Cell(entry.owner.as_str()),
            asset: entry.asset.as_str(),
            amount: entry.amount,
            balance_after: entry.balance_after,
            sequence: entry.sequence,
            counterparty: cell(entry.counterparty.map(OwnerId::as_str)),
            reference: cell(details.reference.as_ref().map(Reference::as_str)),
            description: cell(details.description.as_ref().map(Description::as_str)),
            metadata: cell(details.metadata.as_ref().map(Metadata::as_str)),
        }
    }
}

/// A wallet as a row.
#[derive(Debug, Serialize)]
struct WalletRow<'a> {
    owner: Cell<'a>,
    asset: &'a str,
    balance: i64,
    held: i64,
    available: i64,
    debt: i64,
    status: &'static str,
    sequence: Option<i64>,
    version: i64,
}

impl<'a> From<&'a domain::Wallet> for WalletRow<'a> {
    fn from(wallet: &'a domain::Wallet) -> Self {
        let state = &wallet.state;
        Self {
            owner: Cell(wallet.owner.as_str()),
            asset: wallet.asset.as_str(),
            balance: state.balance.minor(),
            held: state.held,
            available: state.balance.minor() - state.held,
            debt: state.debt,
            status: state.status.name(),
            sequence: (!wallet.owner.is_striped()).then_some(state.sequence),
            version: state.version,
        }
    }
}
