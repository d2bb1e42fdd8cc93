//! Lines: entries as histories and statements show them, each with what its transaction says of it.

use crate::flow::command::Command;
use crate::flow::story::Story;
use crate::record::story::ShownEntry;
use crate::record::transaction::{Effects, Entry, Transaction};
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// An entry with what its transaction says of it.
///
/// A store gives the entries of a stripe as they are. Read as the one wallet that stripes are, a line is all that its
/// transaction did to the wallet: its entry has the sum of the amounts, the balance of all stripes after it, and the number
/// of entries that they have had by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The entry.
    pub entry: Entry,
    /// Where the transaction's entries of this wallet are, if they are in several stripes; else empty.
    pub parts: Vec<StripePart>,
    /// What was asked, without who asked for it.
    pub command: Command,
    /// What came of it beside the entries.
    pub effects: Option<Box<Effects>>,
    /// When it was decided.
    pub created_at: Timestamp,
}

/// One of a transaction's entries in a wallet that has stripes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StripePart {
    /// The stripe's own wallet.
    pub wallet: WalletId,
    /// The entry's number in it.
    pub sequence: i64,
}

impl StatementLine {
    /// The transaction that the entry is a leg of.
    pub fn transaction(&self) -> TransactionId {
        self.command.id()
    }

    /// What the transaction says of itself.
    pub fn story(&self) -> Story<'_> {
        Story::of(&self.command, self.effects.as_deref())
    }

    /// The entry as readers see it.
    pub fn shown_entry(&self) -> ShownEntry<'_> {
        let Entry { owner, asset, amount, balance_after, sequence, .. } = &self.entry;
        ShownEntry {
            owner,
            asset,
            amount: *amount,
            balance_after: Some(balance_after.minor()),
            // One that is booked a moment later in another lane may still come before this one.
            sequence: (!owner.is_striped()).then_some(*sequence),
            counterparty: self.command.counterparty(owner, asset),
        }
    }
}

impl Transaction {
    /// Its entries as lines, each stripe's by itself.
    pub fn lines(&self) -> impl Iterator<Item = StatementLine> {
        let effects = || self.result.as_ref().ok().and_then(|posting| posting.effects.clone());
        self.entries().iter().map(move |entry| StatementLine {
            entry: entry.clone(),
            parts: StripePart::all_of(entry, self.entries()),
            command: self.command.clone().by_nobody(),
            effects: effects(),
            created_at: self.created_at,
        })
    }
}

impl StripePart {
    /// The parts of an entry's line, by all entries of its transaction.
    pub fn all_of(entry: &Entry, all: &[Entry]) -> Vec<Self> {
        if !entry.owner.is_striped() {
            return Vec::new();
        }
        let same = |other: &&Entry| (&other.owner, &other.asset) == (&entry.owner, &entry.asset);
        let parts = all.iter().filter(same).map(|it| Self { wallet: it.wallet, sequence: it.sequence });
        Self::if_several(parts.collect())
    }

    /// The parts, if there are several.
    pub fn if_several(parts: Vec<Self>) -> Vec<Self> {
        if parts.len() > 1 { parts } else { Vec::new() }
    }
}
