//! Taking many transactions back by their cause: a mispriced offer, a bonus that was given to the wrong players.
//!
//! A job reads the ledger commit by commit and reverses what fits, each under a key made from the job's name and the
//! transaction's id. So a job that was interrupted is run again: what it had done is replayed, and nothing twice.

use std::sync::Arc;

use wallet_domain::copy::Exporter;
use wallet_domain::history::Filter;
use wallet_domain::proof::Watch;
use wallet_domain::{
    AssetCode, Command, Description, Details, Group, GroupKind, IdempotencyKey, InvalidKey, Ledger, OnShortfall,
    Origin, Outcome, Reference, StoreError, Transaction,
};

use crate::scan::{CHUNK, Scan, fits, transactions_of};

/// What is to be taken back, and how.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its name, which is part of every key.
    pub name: String,
    /// Which transactions; its flow is one that can be taken back.
    pub filter: Filter,
    /// Of which asset alone.
    pub asset: Option<AssetCode>,
    /// What to do where a player no longer has it.
    pub on_shortfall: OnShortfall,
    /// Why, for the reversals.
    pub reason: Option<Reference>,
    /// What it is for, for people.
    pub description: Option<Description>,
    /// Whether to say only what would come of it.
    pub is_trial: bool,
    /// Who has it done.
    pub origin: Arc<Origin>,
}

/// What a job says while it runs.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is told and dropped")]
pub enum Told {
    /// How many transactions fit, before the first of them is taken back.
    Found(usize),
    /// What came of one of them.
    Row(Row),
}

/// What came of one transaction that fits.
#[derive(Debug)]
pub struct Row {
    /// The transaction that was to be taken back.
    pub original: Transaction,
    /// What came of that.
    pub outcome: Outcome,
}

/// Why a job ended before it was done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Its name cannot be part of a key.
    #[error("the job's name cannot be part of an idempotency key: {0}")]
    Name(#[from] InvalidKey),
    /// The store failed. What was reversed stays so: run the job again.
    #[error("{0}; run the same job again, it goes on and does nothing twice")]
    Store(#[from] StoreError),
}

impl Job {
    /// Whether a name can be part of a key.
    pub fn check_name(name: &str) -> Result<(), InvalidKey> {
        IdempotencyKey::new(name)?;
        key(name, "00000000-0000-0000-0000-000000000000").map(|_| ())
    }

    /// Counts what fits and tells that first; then carries the job out, and each transaction that fits is told with what
    /// came of it, in the order of commits, lane by lane.
    ///
    /// What is booked while it runs is not in it.
    pub async fn run(
        &self,
        source: &dyn Exporter,
        ledger: &dyn Ledger,
        watch: &dyn Watch,
        mut tell: impl FnMut(Told),
    ) -> Result<(), JobError> {
        let (mut scan, mut found) = (Scan::begin(source, watch).await?, 0);
        while let Some(commits) = scan.next().await? {
            found += transactions_of(&commits).filter(|it| self.fits(it)).count();
        }
        tell(Told::Found(found));
        if found == 0 {
            return Ok(());
        }
        let mut scan = scan.again();
        while let Some(commits) = scan.next().await? {
            let fitting: Vec<&Transaction> = transactions_of(&commits).filter(|it| self.fits(it)).collect();
            // As many in one commit.
            for originals in fitting.chunks(CHUNK) {
                self.reverse(originals, ledger, &mut tell).await?;
            }
        }
        Ok(())
    }

    fn fits(&self, transaction: &Transaction) -> bool {
        transaction.result.is_ok() && fits(&self.filter, self.asset.as_ref(), transaction)
    }

    async fn reverse(
        &self,
        originals: &[&Transaction],
        ledger: &dyn Ledger,
        tell: &mut impl FnMut(Told),
    ) -> Result<(), JobError> {
        let mut commands = Vec::with_capacity(originals.len());
        for original in originals {
            let key = key(&self.name, original.id())?;
            let details =
                Details { reference: self.reason.clone(), description: self.description.clone(), metadata: None };
            let command = Command::reversal(&original.command, key, None, self.on_shortfall, details);
            commands.push(command.expect("the filter's flow can be taken back").by(self.origin.clone()));
        }
        let whole = [Group { commands: 0..commands.len(), kind: GroupKind::Trial }];
        let groups = if self.is_trial { &whole[..] } else { &[] };
        let outcomes = ledger.execute_grouped(&commands, groups).await?;
        for (original, outcome) in originals.iter().zip(outcomes) {
            tell(Told::Row(Row { original: Transaction::clone(original), outcome }));
        }
        Ok(())
    }
}

/// What makes a reversal the job's own, and the only one of that transaction.
fn key(job: &str, original: impl std::fmt::Display) -> Result<IdempotencyKey, InvalidKey> {
    IdempotencyKey::new(&format!("{job}-{original}"))
}
