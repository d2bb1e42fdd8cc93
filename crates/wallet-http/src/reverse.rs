//! Taking many transactions back by their cause: a mispriced offer, a bonus that was given to the wrong players.
//!
//! A job reads the ledger commit by commit and reverses what fits, each under a key made from the job's name and the
//! transaction's id. So a job that was interrupted is run again: what it had done is replayed, and nothing twice.

use wallet_domain::copy::{Exporter, LaneEnd};
use wallet_domain::history::Filter;
use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{
    AssetCode, Command, Description, Details, Group, GroupKind, IdempotencyKey, InvalidKey, Ledger, OnShortfall,
    Outcome, Reference, StoreError, Transaction,
};

/// How many transactions one read brings, and how many are reversed in one commit.
const CHUNK: usize = 1_000;

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
        key(name, "00000000-0000-0000-0000-000000000000").map(|_| ())
    }

    /// Carries the job out; each transaction that fits is told with what came of it, in the order of commits, lane by lane.
    ///
    /// What is booked while it runs may be in it or not.
    pub async fn run(
        &self,
        source: &dyn Exporter,
        ledger: &dyn Ledger,
        watch: &dyn Watch,
        mut tell: impl FnMut(Row),
    ) -> Result<(), JobError> {
        let ends = source.export_lanes().await?;
        let total = ends.iter().map(|end| end.number).sum();
        let mut done = 0;
        for LaneEnd { lane, number: end } in ends {
            let mut after = 0;
            while after < end {
                let commits = source.export_commits(lane, after, CHUNK).await?;
                let Some(last) = commits.last() else { break };
                (after, done) = (last.number, done + last.number - after);
                let fitting = commits.iter().flat_map(|commit| &commit.transactions).filter(|it| self.fits(it));
                let fitting: Vec<&Transaction> = fitting.collect();
                for originals in fitting.chunks(CHUNK) {
                    self.reverse(originals, ledger, &mut tell).await?;
                }
                watch.reached(Progress { phase: "commits", done, total: Some(total) });
            }
        }
        Ok(())
    }

    fn fits(&self, transaction: &Transaction) -> bool {
        let asset = transaction.command.asset();
        transaction.result.is_ok()
            && self.asset.as_ref().is_none_or(|wanted| wanted == asset)
            && self.filter.matches_transaction(transaction)
    }

    async fn reverse(
        &self,
        originals: &[&Transaction],
        ledger: &dyn Ledger,
        tell: &mut impl FnMut(Row),
    ) -> Result<(), JobError> {
        let mut commands = Vec::with_capacity(originals.len());
        for original in originals {
            let key = key(&self.name, original.id())?;
            let details =
                Details { reference: self.reason.clone(), description: self.description.clone(), metadata: None };
            let command = Command::reversal(&original.command, key, None, self.on_shortfall, details);
            commands.push(command.expect("the filter's flow can be taken back"));
        }
        let whole = [Group { commands: 0..commands.len(), kind: GroupKind::Trial }];
        let groups = if self.is_trial { &whole[..] } else { &[] };
        let outcomes = ledger.execute_grouped(&commands, groups).await?;
        for (original, outcome) in originals.iter().zip(outcomes) {
            tell(Row { original: Transaction::clone(original), outcome });
        }
        Ok(())
    }
}

/// What makes a reversal the job's own, and the only one of that transaction.
fn key(job: &str, original: impl std::fmt::Display) -> Result<IdempotencyKey, InvalidKey> {
    IdempotencyKey::new(&format!("{job}-{original}"))
}
