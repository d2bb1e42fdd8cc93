//! Books the balances that another system had: how a player base moves in.
//!
//! A row is an owner, an asset and a balance. It opens the wallet and credits it from the treasury by a top-up, under a key
//! that is made from the import's name and the row's owner and asset. An interrupted import is run again: what is booked is
//! replayed, none is booked twice. Whether a row may be booked is decided by the ledger like any command.

use std::collections::BTreeMap;
use std::sync::Arc;

use wallet_domain::proof::{Progress, Watch};
use wallet_domain::{
    Amount, AssetCode, Command, Description, Details, Flow, Group, GroupKind, IdempotencyKey, InvalidKey, Ledger,
    Origin, Outcome, OwnerId, Registry, Rejection, StoreError, WalletOpening,
};

use super::InvalidName;

/// How many rows go into one commit.
const CHUNK: usize = 2_000;

/// A row of another system's balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceRow {
    /// Where it stands in its file, from 1.
    pub line: u64,
    /// Whose balance it is.
    pub owner: OwnerId,
    /// Of which asset.
    pub asset: AssetCode,
    /// How much; none for an empty wallet, which is only opened.
    pub amount: Option<Amount>,
}

/// An import of balances.
#[derive(Debug, Clone)]
pub struct BalanceImport {
    /// Its name, a part of every key.
    pub name: String,
    /// Whether to book nothing and only count what would come of it.
    pub is_trial: bool,
    /// Who asked for it.
    pub origin: Arc<Origin>,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that were booked now, or would be.
    pub booked: u64,
    /// Rows that were booked before.
    pub replayed: u64,
    /// Rows without a balance.
    pub empty: u64,
    /// Rows that were refused; each was reported.
    pub refused: u64,
    /// The sum of the `booked` rows of each asset, in minor units.
    pub sums: BTreeMap<AssetCode, i128>,
}

impl Counts {
    fn book(&mut self, row: &BalanceRow) {
        self.booked += 1;
        *self.sums.entry(row.asset.clone()).or_default() += row.amount.map_or(0, |amount| i128::from(amount.minor()));
    }
}

/// Why an import ended before it was done.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Its name cannot be part of a key.
    #[error("the import's name cannot be part of an idempotency key: {0}")]
    Name(#[from] InvalidKey),
    /// The store failed. What is booked stays: run the import again.
    #[error("{0}; run the same import again, it goes on and books nothing twice")]
    Store(#[from] StoreError),
}

impl BalanceImport {
    /// Refuses a name that is not 1 to 40 visible characters, so that every row has a key.
    pub fn check_name(name: &str) -> Result<(), InvalidName> {
        super::check_name(name, 40)
    }

    /// Books the rows, a thousand or two a commit, and reports each refusal with its row. Later rows are booked all the same.
    pub async fn run(
        &self,
        rows: &[BalanceRow],
        registry: &dyn Registry,
        ledger: &dyn Ledger,
        watch: &dyn Watch,
        mut refused: impl FnMut(&BalanceRow, String),
    ) -> Result<Counts, ImportError> {
        let (mut counts, mut done) = (Counts::default(), 0_i64);
        let total = i64::try_from(rows.len()).ok();
        for rows in rows.chunks(CHUNK) {
            done += i64::try_from(rows.len()).unwrap_or(0);
            let rows = if self.is_trial {
                rows.iter().collect()
            } else {
                self.open(rows, registry, &mut counts, &mut refused).await?
            };
            self.book(&rows, ledger, &mut counts, &mut refused).await?;
            watch.reached(Progress { phase: "balances", done, total });
        }
        Ok(counts)
    }

    /// Opens the wallets of a chunk. Returns the rows that have theirs.
    async fn open<'a>(
        &self,
        rows: &'a [BalanceRow],
        registry: &dyn Registry,
        counts: &mut Counts,
        refused: &mut impl FnMut(&BalanceRow, String),
    ) -> Result<Vec<&'a BalanceRow>, ImportError> {
        let names: Vec<(OwnerId, AssetCode)> = rows.iter().map(|row| (row.owner.clone(), row.asset.clone())).collect();
        let openings = registry.open_wallets(&names).await?;
        let mut open = Vec::with_capacity(rows.len());
        for (row, opening) in rows.iter().zip(openings) {
            match opening {
                WalletOpening::Opened(_) | WalletOpening::Existing(_) => open.push(row),
                WalletOpening::AssetNotFound => {
                    counts.refused += 1;
                    refused(row, format!("there is no asset {}", row.asset));
                }
            }
        }
        Ok(open)
    }

    async fn book(
        &self,
        rows: &[&BalanceRow],
        ledger: &dyn Ledger,
        counts: &mut Counts,
        refused: &mut impl FnMut(&BalanceRow, String),
    ) -> Result<(), ImportError> {
        let mut credited = Vec::with_capacity(rows.len());
        let mut commands = Vec::with_capacity(rows.len());
        for &row in rows {
            let Some(amount) = row.amount else {
                counts.empty += 1;
                continue;
            };
            credited.push(row);
            commands.push(self.command(row, amount)?);
        }
        if commands.is_empty() {
            return Ok(());
        }
        let whole = [Group { commands: 0..commands.len(), kind: GroupKind::Trial }];
        let groups = if self.is_trial { &whole[..] } else { &[] };
        let outcomes = ledger.execute_grouped(&commands, groups).await?;
        for (row, outcome) in credited.into_iter().zip(outcomes) {
            let is_replay = outcome.is_replay();
            let is_reused = matches!(outcome, Outcome::KeyReused);
            match outcome.result() {
                Ok(_) if is_replay => counts.replayed += 1,
                Ok(_) => counts.book(row),
                // A trial opens no wallet; the import does.
                Err(Rejection::WalletNotFound { .. }) if self.is_trial => counts.book(row),
                Err(rejection) => {
                    counts.refused += 1;
                    let told = if is_reused {
                        format!("the import {} has booked another balance for it", self.name)
                    } else {
                        rejection.to_string().trim_end_matches('.').to_owned()
                    };
                    refused(row, told);
                }
            }
        }
        Ok(())
    }

    fn command(&self, row: &BalanceRow, amount: Amount) -> Result<Command, InvalidKey> {
        // It holds spaces, which no caller's key can. Keys belong to their owner.
        let key = IdempotencyKey::internal(&format!("import {} {}", self.name, row.asset))?;
        let description = Description::new("Balance before the move").expect("a short text");
        let details = Details { description: Some(description), ..Details::default() };
        let command = Command::new(Flow::TopUp, key, row.owner.clone(), row.asset.clone(), amount, details)
            .expect("a row's owner was parsed for a player");
        Ok(command.by(self.origin.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use wallet_domain::testing::{MemoryLedger, amount, asset, asset_named, mint, owner};

    use super::*;

    /// Keeps what it is told.
    #[derive(Default)]
    struct Told(Mutex<Vec<Progress>>);

    impl Watch for Told {
        fn reached(&self, progress: Progress) {
            self.0.lock().expect("no test panics with it").push(progress);
        }
    }

    #[tokio::test]
    async fn progress_is_told_after_each_commit_of_rows_and_ends_with_all_of_them() {
        let ledger = MemoryLedger::default();
        ledger.create_asset(&asset_named("GOLD_COINS")).await.expect("the store works");
        ledger.execute(&[mint("GOLD_COINS", 10_000_000, "supply")]).await.expect("the store works");
        let row = |line: u64| BalanceRow {
            line,
            owner: owner(&format!("player_{line}")),
            asset: asset(if line == 7 { "NONE" } else { "GOLD_COINS" }),
            amount: line.is_multiple_of(2).then(|| amount(line)),
        };
        let rows: Vec<BalanceRow> = (1..=4_500).map(row).collect();
        for is_trial in [true, false, false] {
            let import = BalanceImport { name: "move".to_owned(), is_trial, origin: Origin::service() };
            let (told, mut refused) = (Told::default(), Vec::new());
            let counts = import.run(&rows, &ledger, &ledger, &told, |row, _| refused.push(row.line)).await;
            let counts = counts.expect("the store works");
            assert_eq!(counts.booked + counts.replayed, 2_250, "{counts:?}");
            assert_eq!(refused, if is_trial { [].as_slice() } else { &[7] });
            let told = told.0.into_inner().expect("no test panics with it");
            let told: Vec<_> = told.iter().map(|Progress { phase, done, total }| (*phase, *done, *total)).collect();
            assert_eq!(told, [2_000, 4_000, 4_500].map(|done| ("balances", done, Some(4_500))));
        }
    }
}
