//! Reverses every transaction of one cause: a mispriced offer, a bonus given to the wrong players.
//!
//! The job reads the ledger commit by commit and reverses each transaction that fits, under a key made from the job's name
//! and the transaction's id. An interrupted job is run again: its earlier reversals are replayed, none happens twice.

use std::sync::Arc;

use wallet_domain::proof::Watch;
use wallet_domain::{
    Command, Description, Details, Group, GroupKind, IdempotencyKey, InvalidKey, Journal, Ledger, OnShortfall, Origin,
    Outcome, Reference, StoreError, Transaction, TransactionFilter,
};

use super::InvalidName;
use crate::scan::{CHUNK, Scan, transactions_of};

/// A reversal by cause.
#[derive(Debug, Clone)]
pub struct ReversalJob {
    /// The job's name, a part of every key.
    pub name: String,
    /// Which transactions; what cannot be reversed does not fit. If fees are returned, its flow must have them.
    pub filter: TransactionFilter,
    /// What to do where a player no longer has the credits.
    pub on_shortfall: OnShortfall,
    /// Whether the fees that were paid beside the amounts are returned as well.
    pub return_fee: bool,
    /// The reversals' reference.
    pub reason: Option<Reference>,
    /// The reversals' description.
    pub description: Option<Description>,
    /// Whether to book nothing and only report the outcomes.
    pub is_trial: bool,
    /// Who asked for the job.
    pub origin: Arc<Origin>,
}

/// What a job reports while it runs.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "each is read and dropped")]
pub enum Report {
    /// How many transactions fit, before the first of them is reversed.
    Found(usize),
    /// The outcome of one of them.
    Row(Row),
}

/// The outcome of one transaction that fits.
#[derive(Debug)]
pub struct Row {
    /// The transaction.
    pub original: Transaction,
    /// The outcome of its reversal.
    pub outcome: Outcome,
}

/// Why a job ended before it was done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The job's name cannot be part of a key.
    #[error("the job's name cannot be part of an idempotency key: {0}")]
    Name(#[from] InvalidKey),
    /// The store failed. Earlier reversals stay: run the job again.
    #[error("{0}; run the same job again, it goes on and does nothing twice")]
    Store(#[from] StoreError),
}

impl ReversalJob {
    /// Refuses a name that cannot be part of a key.
    pub fn check_name(name: &str) -> Result<(), InvalidName> {
        // A key is 255 characters at most: behind the name come a dash and an id of 36.
        super::check_name(name, 218)
    }

    /// Reports how many transactions fit; then reverses them and reports each with its outcome, in the order of commits,
    /// lane by lane. What is booked while the job runs is not in it.
    pub async fn run(
        &self,
        source: &dyn Journal,
        ledger: &dyn Ledger,
        watch: &dyn Watch,
        mut report: impl FnMut(Report),
    ) -> Result<(), JobError> {
        let (mut scan, mut found) = (Scan::begin(source, watch).await?, 0);
        while let Some(commits) = scan.next().await? {
            found += transactions_of(&commits).filter(|it| self.fits(it)).count();
        }
        report(Report::Found(found));
        if found == 0 {
            return Ok(());
        }
        let mut scan = scan.again();
        while let Some(commits) = scan.next().await? {
            let fitting: Vec<&Transaction> = transactions_of(&commits).filter(|it| self.fits(it)).collect();
            // One commit each.
            for originals in fitting.chunks(CHUNK) {
                self.reverse(originals, ledger, &mut report).await?;
            }
        }
        Ok(())
    }

    fn fits(&self, transaction: &Transaction) -> bool {
        let is_reversible = transaction.result.is_ok() && transaction.command.check_reversible().is_ok();
        is_reversible && self.filter.matches(transaction)
    }

    async fn reverse(
        &self,
        originals: &[&Transaction],
        ledger: &dyn Ledger,
        report: &mut impl FnMut(Report),
    ) -> Result<(), JobError> {
        let mut commands = Vec::with_capacity(originals.len());
        for original in originals {
            let key = key(&self.name, original.id())?;
            let details =
                Details { reference: self.reason.clone(), description: self.description.clone(), metadata: None };
            let command = Command::reversal(&original.command, key, None, self.on_shortfall, details);
            let command = command.and_then(|it| if self.return_fee { it.returning_fee() } else { Ok(it) });
            commands.push(
                command.expect("what fits can be reversed, and has a fee if that is asked for").by(self.origin.clone()),
            );
        }
        let whole = [Group { commands: 0..commands.len(), kind: GroupKind::Trial }];
        let groups = if self.is_trial { &whole[..] } else { &[] };
        let outcomes = ledger.execute_grouped(&commands, groups).await?;
        for (original, outcome) in originals.iter().zip(outcomes) {
            report(Report::Row(Row { original: Transaction::clone(original), outcome }));
        }
        Ok(())
    }
}

/// The key of the job's only reversal of that transaction.
fn key(job: &str, original: impl std::fmt::Display) -> Result<IdempotencyKey, InvalidKey> {
    IdempotencyKey::new(&format!("{job}-{original}"))
}
