//! What a transaction adds to rollups.

use crate::flow::Flow;
use crate::flow::command::Command;
use crate::record::transaction::Transaction;
use crate::rollup::label::LabelKeys;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// Who holds a wallet, as far as rollups tell owners apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Player,
    Treasury,
    Revenue,
    Issuance,
    Debt,
    /// A budget or another wallet of operators.
    Operators,
}

impl Holder {
    fn of(owner: &str) -> Self {
        if !owner.starts_with("system:") {
            Self::Player
        } else if owner == OwnerId::treasury().as_str() {
            Self::Treasury
        } else if owner == OwnerId::revenue().as_str() {
            Self::Revenue
        } else if owner == OwnerId::issuance().as_str() {
            Self::Issuance
        } else if owner.starts_with(OwnerId::DEBT_PREFIX) {
            Self::Debt
        } else {
            Self::Operators
        }
    }
}

/// An entry, as far as rollups are concerned.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) wallet: i64,
    pub(crate) holder: Holder,
    pub(crate) asset: AssetCode,
    pub(crate) amount: i64,
}

/// What a transaction adds to rollups: its entries, with its time, its flow and its labels. A refusal has no entries.
#[derive(Debug, Clone)]
pub struct Folded {
    pub(crate) at: Timestamp,
    pub(crate) flow: Flow,
    pub(crate) labels: [Option<Box<str>>; 5],
    pub(crate) moves: Vec<Move>,
}

impl Folded {
    /// That of a transaction.
    pub fn of(transaction: &Transaction, keys: &LabelKeys) -> Self {
        let legs = transaction.entries().iter();
        let legs = legs.map(|entry| (entry.wallet.value(), entry.owner.as_str(), entry.asset.clone(), entry.amount));
        Self::by_parts(transaction.created_at, &transaction.command, keys, legs)
    }

    /// That of a transaction by its parts: of each entry the wallet, its owner, its asset and the amount.
    pub fn by_parts<'a>(
        at: Timestamp,
        command: &Command,
        keys: &LabelKeys,
        entries: impl Iterator<Item = (i64, &'a str, AssetCode, i64)>,
    ) -> Self {
        let moves: Vec<Move> = entries
            .map(|(wallet, owner, asset, amount)| Move { wallet, holder: Holder::of(owner), asset, amount })
            .collect();
        // What moves nothing is in no row.
        let labels = if moves.is_empty() { Default::default() } else { keys.labels_of(command) };
        Self { at, flow: command.flow(), labels, moves }
    }
}
