//! Commands that are decided together, and how a book is put back to what it was before them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::{Draft, Refused, Verdict, Widen};
use crate::asset::usage::Usage;
use crate::decide::book::{Book, Credited, Known};
use crate::flow::group::Group;
use crate::record::claim::Claim;
use crate::record::rejection::Rejection;
use crate::record::transaction::Transaction;
use crate::record::wallet::WalletState;
use crate::value::key::TransactionId;

/// What a group, or one command, may change, as it was before.
pub(super) struct Savepoint {
    transactions: usize,
    wallets: Vec<(usize, Option<WalletState>, bool)>,
    claims: (HashMap<TransactionId, Claim>, BTreeSet<TransactionId>),
    usages: (HashMap<usize, Usage>, BTreeSet<usize>),
    payments: Vec<Option<Credited>>,
}

impl Draft {
    /// Decides a group, and undoes what is not to last.
    pub(super) fn decide_together(&mut self, book: &mut Book<'_>, group: &Group) -> Result<(), Widen> {
        let before = self.save(book, group.commands.clone());
        self.is_trial = group.kind.is_trial();
        let verdicts = if group.kind.is_all_or_nothing() {
            match self.decide_all(book, group, before.transactions)? {
                Ok(verdicts) => verdicts,
                Err(refused) => {
                    self.is_trial = false;
                    self.undo(book, before);
                    let verdicts = group.commands.clone().map(|_| Verdict::Undone(Box::new(refused.clone())));
                    self.plan.verdicts.extend(verdicts);
                    return Ok(());
                }
            }
        } else {
            group.commands.clone().map(|position| self.decide_one(book, position)).collect::<Result<_, _>>()?
        };
        self.is_trial = false;
        if group.kind.is_trial() {
            let first = before.transactions;
            let tried = self.undo(book, before);
            let trial = |planned: usize| Verdict::Tried(Box::new(tried[planned - first].clone()));
            self.plan.verdicts.extend(verdicts.into_iter().map(|verdict| match verdict {
                Verdict::Decided(planned) | Verdict::Repeated(planned) if planned >= first => trial(planned),
                known => known,
            }));
        } else {
            self.plan.verdicts.extend(verdicts);
        }
        Ok(())
    }

    /// Decides a group's commands up to the first refusal. `first` is where the plan's transactions of the group begin.
    fn decide_all(
        &mut self,
        book: &mut Book<'_>,
        group: &Group,
        first: usize,
    ) -> Result<Result<Vec<Verdict>, Refused>, Widen> {
        let mut verdicts = Vec::with_capacity(group.commands.len());
        let (mut recorded, mut is_new) = (None, false);
        for (index, position) in group.commands.clone().enumerate() {
            let verdict = self.decide_one(book, position)?;
            if let Some(rejection) = self.refusal(&verdict) {
                return Ok(Err(Refused { index, rejection }));
            }
            match verdict {
                Verdict::Decided(_) => is_new = true,
                Verdict::Repeated(planned) if planned >= first => {}
                _ => recorded = recorded.or(Some(index)),
            }
            verdicts.push(verdict);
        }
        // A key that was carried out for another request is not this group's to carry out.
        Ok(match recorded.filter(|_| is_new) {
            Some(index) => Err(Refused { index, rejection: Rejection::IdempotencyKeyReused }),
            None => Ok(verdicts),
        })
    }

    fn refusal(&self, verdict: &Verdict) -> Option<Rejection> {
        match verdict {
            Verdict::Decided(planned) | Verdict::Repeated(planned) => {
                self.plan.transactions[*planned].result.as_ref().err().cloned()
            }
            Verdict::Replayed(transaction) | Verdict::Tried(transaction) => transaction.result.as_ref().err().cloned(),
            Verdict::KeyReused => Some(Rejection::IdempotencyKeyReused),
            Verdict::Undone(refused) => Some(refused.rejection.clone()),
            Verdict::Unrecorded(rejection) => Some((**rejection).clone()),
        }
    }

    /// All that commands may change, as it is now.
    pub(super) fn save(&self, book: &Book<'_>, positions: Range<usize>) -> Savepoint {
        let footprint = book.footprint;
        let commands = &footprint.slots[positions];
        let own = commands.iter().map(|slots| slots.wallet);
        let legs = || commands.iter().flat_map(|slots| &footprint.legs[slots.legs.clone()]);
        let sides = legs().flat_map(|leg| [leg.source, leg.destination]);
        // A treasury that is short is paid by all of its stripes.
        let stripes = legs().flat_map(|leg| footprint.stripes(leg.asset));
        let debts = legs().flat_map(|leg| [leg.source, leg.destination]).filter_map(|slot| footprint.debt_of(slot));
        let slots = own.chain(sides).chain(stripes).chain(footprint.starting_treasuries()).chain(debts);
        let wallets = slots.map(|slot| (slot, book.wallets[slot], self.touched[slot])).collect();
        let claims = (book.claims.clone(), self.claims.clone());
        let usages = (book.usages.clone(), self.counted.clone());
        let payments = book.payments.clone();
        Savepoint { transactions: self.plan.transactions.len(), wallets, claims, usages, payments }
    }

    /// Puts the book back; what was planned since is returned.
    pub(super) fn undo(&mut self, book: &mut Book<'_>, before: Savepoint) -> Vec<Transaction> {
        (book.claims, self.claims) = before.claims;
        (book.usages, self.counted) = before.usages;
        book.payments = before.payments;
        for (slot, state, touched) in before.wallets {
            book.wallets[slot] = state;
            self.touched[slot] = touched;
        }
        // Of the group's own, and of a later command that ends a hold which this one found to be over.
        for known in &mut book.known {
            if matches!(known, Known::Planned(planned) if *planned >= before.transactions) {
                *known = Known::New;
            }
        }
        self.plan.transactions.split_off(before.transactions)
    }
}
