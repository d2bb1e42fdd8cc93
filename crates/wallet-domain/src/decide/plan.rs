//! The plan: what a store writes, and what it answers once that is durable.

use crate::asset::usage::Usage;
use crate::decide::book::{Book, Written};
use crate::decide::cap_rows::CapRow;
use crate::record::claim::Claim;
use crate::record::rejection::Rejection;
use crate::record::transaction::{Outcome, Payment, Transaction};
use crate::record::wallet::WalletState;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::wallet_id::WalletId;

/// What a batch comes to: what to write, and what to answer once it is durable.
#[derive(Debug)]
pub struct Plan {
    verdicts: Vec<Verdict>,
    transactions: Vec<Transaction>,
    asset_slots: Vec<usize>,
    wallets: Vec<WalletState>,
    claims: Vec<Claim>,
    usages: Vec<(WalletId, Usage)>,
    cap_usages: Vec<CapRow>,
    openings: Vec<Opening>,
}

/// A wallet that a first credit opens. It is nobody's stripe: striped owners have all of theirs from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its owner.
    pub owner: OwnerId,
    /// Its asset.
    pub asset: AssetCode,
    /// The slot of its asset in [`Footprint::assets`](crate::Footprint::assets).
    pub asset_slot: usize,
    /// The wallet before anything is booked in it.
    pub state: WalletState,
}

/// What becomes of one command.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The plan's transaction at this position.
    Decided(usize),
    /// The plan's transaction at this position, asked for twice in one batch.
    Repeated(usize),
    /// A transaction of an earlier commit.
    Replayed(Box<Transaction>),
    /// The key belongs to another command.
    KeyReused,
    /// Decided in a trial, so in no plan.
    Tried(Box<Transaction>),
    /// Of a group that was undone.
    Undone(Box<Refused>),
    /// Refused, and in no plan: the key stays unused.
    Unrecorded(Box<Rejection>),
}

/// Which command of a group was refused, and why.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) index: usize,
    pub(crate) rejection: Rejection,
}

impl Plan {
    /// The plan that a book holds once all of its commands have a verdict.
    pub(crate) fn of(book: &mut Book<'_>, verdicts: Vec<Verdict>) -> Self {
        let footprint = book.footprint();
        let Written { transactions, assets, wallets, claims, usages, cap_usages, openings } = book.written();
        let opening = |(slot, state): (usize, WalletState)| {
            let name = footprint.wallets()[slot];
            let (owner, asset) = (name.owner.clone(), name.asset.clone());
            Opening { owner, asset, asset_slot: footprint.asset_of(slot), state }
        };
        let openings = openings.into_iter().map(opening).collect();
        Self { verdicts, transactions, asset_slots: assets, wallets, claims, usages, cap_usages, openings }
    }

    /// The transactions to record, in the order they were decided. Empty if the batch only repeats what is known.
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// Whether an outcome tells what an earlier commit has recorded. It must not be told before that commit is as durable
    /// as one of this plan's own would be.
    pub fn tells_recorded(&self) -> bool {
        self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Replayed(_) | Verdict::KeyReused))
    }

    /// By transaction: the slot of its asset in [`Footprint::assets`](crate::Footprint::assets).
    pub fn asset_slots(&self) -> &[usize] {
        &self.asset_slots
    }

    /// The wallets that change, as they are to be stored, in ascending id order.
    pub fn wallets(&self) -> &[WalletState] {
        &self.wallets
    }

    /// The claims that are made or change, as they are to be stored, in ascending id order. Most batches have none.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The wallets that the plan opens, in ascending id order: to be inserted before [`Plan::wallets`] is written. Most
    /// batches have none.
    pub fn openings(&self) -> &[Opening] {
        &self.openings
    }

    /// The payments that the plan credits, in the order of its transactions. Most batches have none.
    pub fn payments(&self) -> impl Iterator<Item = Payment<'_>> {
        self.transactions.iter().filter_map(Transaction::payment)
    }

    /// The usage of limits by wallet, in ascending id order. Most batches have none.
    pub fn usages(&self) -> &[(WalletId, Usage)] {
        &self.usages
    }

    /// What capped keys have used, in ascending order. Most batches have none.
    pub fn cap_usages(&self) -> &[CapRow] {
        &self.cap_usages
    }

    /// One outcome per command, in order. To be answered only once the plan is durable.
    pub fn into_outcomes(self) -> Vec<Outcome> {
        let mut transactions: Vec<Option<Transaction>> = self.transactions.into_iter().map(Some).collect();
        let repeats: Vec<Transaction> = (self.verdicts.iter())
            .filter_map(|verdict| if let Verdict::Repeated(planned) = verdict { Some(*planned) } else { None })
            .filter_map(|planned| transactions[planned].clone())
            .collect();
        let mut repeats = repeats.into_iter();
        (self.verdicts.into_iter())
            .map(|verdict| match verdict {
                Verdict::Decided(planned) => {
                    Outcome::Decided(transactions[planned].take().expect("each transaction is decided once"))
                }
                Verdict::Repeated(_) => Outcome::Replayed(repeats.next().expect("collected above, in this order")),
                Verdict::Replayed(transaction) => Outcome::Replayed(*transaction),
                Verdict::KeyReused => Outcome::KeyReused,
                Verdict::Tried(transaction) => Outcome::Tried(*transaction),
                Verdict::Undone(refused) => Outcome::Undone { index: refused.index, refusal: refused.rejection },
                Verdict::Unrecorded(rejection) => Outcome::Unrecorded(*rejection),
            })
            .collect()
    }
}
