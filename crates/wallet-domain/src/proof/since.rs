//! The proof of what was committed since an earlier proof: it costs what has happened since, not what the ledger is long.
//!
//! ```text
//! assets         the sums of all wallets, and the schema
//! commits        per lane, those behind the one that was proven last, which the chain must follow from
//! transactions   of those commits, with their legs; each leg must follow from the entry of its wallet before it
//! wallets        that those legs touch: each is what its latest entry says
//! claims         that those transactions make or are about
//! rollups        of the days of those transactions and later ones: they add up (`days`)
//! ```
//! The heads of a proof are those of one moment, so what is not behind them was proven then. What was changed there since
//! by a hand in the tables is not met here but by its sums: the whole proof ([`prove`](super::prove)) finds it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::chain::LaneChain;
use super::commits::judge_commit;
use super::days::prove_sums;
use super::findings::{Check, Findings};
use super::wallets::{Chain, name};
use super::{claims, transactions};
use crate::flow::Flow;
use crate::ports::Boxed;
use crate::ports::error::StoreError;
use crate::ports::journal::{CommitRecord, EntryKey, EntryRecord, Filed, Journal, LaneHead, WalletRecord};
use crate::ports::watch::{Progress, Watch};
use crate::record::audit::Proof;
use crate::record::chain::{ChainHash, Head};
use crate::value::key::TransactionId;
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// How many transactions one read brings at most, and how many commits.
const TRANSACTIONS_MAX: usize = 1_000;
const COMMITS_MAX: i64 = 200;
/// Of how many wallets, by their ids, one read brings those behind another.
const WALLETS_MAX: i64 = 16;

/// Proves what was committed behind `proven`, the heads of an earlier proof without findings, while others may write.
pub fn prove_since<'a>(
    journal: &'a dyn Journal,
    proven: &'a [Head],
    watch: &'a dyn Watch,
) -> Boxed<'a, Result<Proof, StoreError>> {
    Box::pin(walk(journal, proven, watch))
}

async fn walk(journal: &dyn Journal, proven: &[Head], watch: &dyn Watch) -> Result<Proof, StoreError> {
    let assets = journal.prove_assets().await?;
    let mut walk = Since {
        journal,
        watch,
        findings: Findings::default(),
        transactions: 0,
        touched: BTreeMap::new(),
        claims: BTreeSet::new(),
        earliest: None,
    };
    walk.findings.judge_assets(&assets);
    for (subject, detail) in journal.prove_schema().await? {
        walk.findings.add(Check::Schema, subject, detail);
    }
    let lanes = journal.prove_lanes().await?;
    let mut heads = Vec::new();
    for lane in &lanes {
        heads.extend(walk.prove_lane(lane, proven.iter().find(|head| head.lane == lane.lane)).await?);
    }
    for head in proven.iter().filter(|head| lanes.iter().all(|lane| lane.lane != head.lane)) {
        let subject = format!("commit {} of lane {}", head.number, head.lane);
        walk.findings.add(Check::Heads, subject, "it was proven, and there is no such lane");
    }
    walk.prove_wallets().await?;
    walk.prove_claims().await?;
    if let Some(earliest) = walk.earliest.filter(|_| walk.findings.is_empty()) {
        prove_sums(journal, earliest, &mut walk.findings).await?;
    }
    let assets = assets.into_iter().map(|asset| asset.proof).collect();
    Ok(Proof { assets, transactions: walk.transactions, findings: walk.findings.into_list(), heads })
}

struct Since<'a> {
    journal: &'a dyn Journal,
    watch: &'a dyn Watch,
    findings: Findings,
    transactions: i64,
    /// The wallets that were met, each with the greatest sequence of its entries there.
    touched: BTreeMap<i64, i64>,
    /// The claims that were made or changed.
    claims: BTreeSet<TransactionId>,
    /// The earliest time of a transaction.
    earliest: Option<Timestamp>,
}

impl Since<'_> {
    async fn reached(&self, phase: &'static str, done: usize, total: Option<i64>) {
        self.watch.reached(Progress { phase, done: i64::try_from(done).unwrap_or(i64::MAX), total });
        self.watch.rest().await;
    }

    /// A lane's commits behind the proven one. Its latest.
    async fn prove_lane(&mut self, lane: &LaneHead, proven: Option<&Head>) -> Result<Option<Head>, StoreError> {
        let mut chain = LaneChain::behind(lane.lane, proven.copied());
        let mut after = proven.map_or(0, |head| head.number);
        if lane.latest < after {
            let detail = format!("it was proven, and the lane ends with commit {}", lane.latest);
            self.findings.add(Check::Heads, format!("commit {after} of lane {}", lane.lane), detail);
            return Ok(None);
        }
        loop {
            let commits = self.journal.prove_commits(lane.lane, after, lane.latest, COMMITS_MAX).await?;
            if commits.is_empty() {
                return Ok(chain.close(lane, &mut self.findings));
            }
            for commit in &commits {
                judge_commit(&mut self.findings, lane.lane, after, commit);
                after = commit.number;
            }
            let ids: Vec<TransactionId> = commits.iter().flat_map(|commit| commit.transactions.clone()).collect();
            let mut leaves = Vec::with_capacity(ids.len());
            for ids in ids.chunks(TRANSACTIONS_MAX) {
                self.prove_transactions(ids, &mut leaves).await?;
            }
            follow(&mut chain, &commits, &leaves, &mut self.findings);
            self.transactions += i64::try_from(ids.len()).expect("a chunk is small");
            self.reached("commits", usize::try_from(after).unwrap_or_default(), Some(lane.latest)).await;
        }
    }

    /// Transactions of commits, in their order. Notes the leaf of each, or that it has none.
    async fn prove_transactions(
        &mut self,
        ids: &[TransactionId],
        leaves: &mut Vec<Option<ChainHash>>,
    ) -> Result<(), StoreError> {
        let mut found: HashMap<TransactionId, _> =
            self.journal.prove_transactions(ids).await?.into_iter().map(|record| (record.id, record)).collect();
        let mut entries: BTreeMap<(i64, i64), (i64, i64)> = BTreeMap::new();
        for id in ids {
            let Some(record) = found.remove(id) else {
                let detail = "a commit holds it, and it is not there once for it";
                self.findings.add(Check::Committed, format!("transaction {id}"), detail);
                leaves.push(None);
                continue;
            };
            transactions::judge(&record, &mut self.findings);
            let earliest = self.earliest.get_or_insert(record.created_at);
            *earliest = record.created_at.min(*earliest);
            leaves.push(transactions::leaf(&record));
            if let Ok(command) = &record.command
                && !record.is_rejected
            {
                self.claims.extend(command.refers_to().or_else(|| (command.flow() == Flow::Hold).then_some(*id)));
            }
            for leg in &record.legs {
                entries.insert((leg.wallet, leg.sequence), (leg.amount, leg.balance_after));
                let latest = self.touched.entry(leg.wallet).or_default();
                *latest = (*latest).max(leg.sequence);
            }
        }
        self.prove_entries(&entries).await
    }

    /// Each entry follows from the one before it, of these or of what was proven earlier.
    async fn prove_entries(&mut self, entries: &BTreeMap<(i64, i64), (i64, i64)>) -> Result<(), StoreError> {
        for (&(wallet, sequence), &(amount, balance_after)) in entries {
            let before = match sequence.checked_sub(1) {
                Some(0) => Some(0),
                Some(before) => match entries.get(&(wallet, before)) {
                    Some(&(_, balance)) => Some(balance),
                    None => self.find_entry(wallet, before).await?.map(|entry| entry.balance_after),
                },
                None => None,
            };
            let detail = match before {
                None => format!("its entry {sequence} follows none"),
                Some(before) if before.checked_add(amount) != Some(balance_after) => {
                    format!("its entry {sequence} moves {amount} and leaves {balance_after} where {before} was before")
                }
                Some(_) => continue,
            };
            self.findings.add(Check::Chains, format!("wallet {wallet}"), detail);
        }
        Ok(())
    }

    async fn find_entry(&self, wallet: i64, sequence: i64) -> Result<Option<EntryRecord>, StoreError> {
        let shard = WalletId::from_value(wallet).shard_key();
        let key = |sequence| EntryKey { shard, wallet, sequence };
        let entries = self.journal.prove_entries(key(sequence - 1), key(sequence), 1).await?;
        Ok(entries.into_iter().find(|entry| entry.key == key(sequence)))
    }

    /// The wallets that were met are what their latest entries say.
    async fn prove_wallets(&mut self) -> Result<(), StoreError> {
        let touched = std::mem::take(&mut self.touched);
        let mut left = touched.iter().peekable();
        let mut done = 0;
        while let Some((&wallet, &sequence)) = left.peek().copied() {
            let chunk = self.journal.prove_wallets(Some(WalletId::from_value(wallet - 1)), WALLETS_MAX).await?;
            let last = chunk.wallets.last().map_or(wallet, |last| last.id.value());
            let mut found: HashMap<i64, WalletRecord> =
                chunk.wallets.into_iter().map(|record| (record.id.value(), record)).collect();
            if !found.contains_key(&wallet) {
                let detail = format!("it has an entry {sequence} and is not there");
                self.findings.add(Check::Strays, format!("wallet {wallet}"), detail);
                left.next();
                continue;
            }
            while let Some((wallet, &sequence)) = left.next_if(|&(&wallet, _)| wallet <= last) {
                if let Some(record) = found.remove(wallet) {
                    self.prove_wallet(&record, sequence).await?;
                }
                done += 1;
            }
            self.reached("wallets", done, i64::try_from(touched.len()).ok()).await;
        }
        Ok(())
    }

    async fn prove_wallet(&mut self, record: &WalletRecord, met: i64) -> Result<(), StoreError> {
        let mut chain = Chain::of(record, &mut self.findings);
        let Ok(wallet) = &record.wallet else { return Ok(()) };
        let sequence = wallet.state.sequence;
        if sequence < met {
            let detail = format!("it counts {sequence} entries, and has one of number {met}");
            self.findings.add(Check::Wallets, name(record), detail);
            return Ok(());
        }
        // Others may have written to it since; what it says now, its latest entry says as well.
        let Some(latest) = self.find_entry(record.id.value(), sequence).await? else {
            let detail = format!("it counts {sequence} entries, and that one is not there");
            self.findings.add(Check::Wallets, name(record), detail);
            return Ok(());
        };
        chain.skip_to(&latest);
        chain.close(&mut self.findings);
        Ok(())
    }

    async fn prove_claims(&mut self) -> Result<(), StoreError> {
        let claims = std::mem::take(&mut self.claims);
        for (done, &id) in claims.iter().enumerate() {
            // One that is not there is missed by its transaction.
            let before = TransactionId::from_bytes(u128::from_be_bytes(*id.as_bytes()).saturating_sub(1).to_be_bytes());
            let before = Filed { shard: before.shard_key(), id: before };
            for claim in self.journal.prove_claims(Some(before), 1).await?.iter().filter(|claim| claim.filed.id == id) {
                claims::judge(claim, &mut self.findings);
            }
            self.reached("claims", done, i64::try_from(claims.len()).ok()).await;
        }
        Ok(())
    }
}

/// Follows a lane's chain by commits, with the leaves of all their transactions.
fn follow(
    chain: &mut LaneChain<'_>,
    commits: &[CommitRecord],
    mut leaves: &[Option<ChainHash>],
    findings: &mut Findings,
) {
    for commit in commits {
        let (own, rest) = leaves.split_at(commit.transactions.len());
        chain.follow(commit, own, findings);
        leaves = rest;
    }
}
