//! The walks of a proof: which records are read in which order.

use std::collections::{BTreeMap, HashMap};

use super::claims;
use super::cover::Cover;
use super::feed::Fold;
use super::findings::{Check, Findings};
use super::rollups::Refold;
use super::wallets::{Chain, name};
use crate::ports::Boxed;
use crate::ports::error::StoreError;
use crate::ports::journal::{EntryKey, EntryRecord, Filed, Journal, LaneHead, WalletRecord};
use crate::ports::watch::{Progress, Watch};
use crate::record::audit::{Proof, Verification};
use crate::record::chain::Head;
use crate::value::key::TransactionId;
use crate::value::wallet_id::WalletId;

/// How many rows one read brings at most.
pub(super) const WALLETS_MAX: i64 = 1_000;
const ENTRIES_MAX: i64 = 20_000;
const IDS_MAX: i64 = 20_000;
/// Claims come with their transactions.
const CLAIMS_MAX: i64 = 500;
/// How many wallets are remembered to be there or not.
const STRAYS_KNOWN_MAX: usize = 1_000;
/// How many chunks of ids are compared id by id at most: enough for all findings that are kept.
const CHUNKS_COMPARED_MAX: usize = 8;

/// What is wrong with an entry that no walk over its wallet meets.
const UNLINKED: &str = "is none of those that the wallet leads to";

/// Proves invariants 1 to 5 and 7 to 9 on what a store holds, while others may write to it, and that the commits that were noted
/// elsewhere, `known`, are there unchanged.
pub fn prove<'a>(
    journal: &'a dyn Journal,
    known: &'a [Head],
    watch: &'a dyn Watch,
) -> Boxed<'a, Result<Proof, StoreError>> {
    Box::pin(walk(journal, known, watch))
}

async fn walk(journal: &dyn Journal, known: &[Head], watch: &dyn Watch) -> Result<Proof, StoreError> {
    let assets = journal.prove_assets().await?;
    let mut walk = Walk {
        journal,
        watch,
        findings: Findings::default(),
        entries: Cover::new(),
        ids: Cover::new(),
        transactions: 0,
        commits: 0,
        feed: Fold::default(),
        // Before the lanes are read, so that every folded event is committed.
        refold: Refold::begin(journal).await?,
    };
    walk.findings.judge_assets(&assets);
    for (subject, detail) in journal.prove_schema().await? {
        walk.findings.add(Check::Schema, subject, detail);
    }
    let entries = assets.iter().map(|asset| asset.proof.entries).sum();
    walk.prove_wallets(entries).await?;
    walk.prove_claims().await?;
    walk.read_ids().await?;
    let lanes = journal.prove_lanes().await?;
    let heads = walk.prove_commits(&lanes, known).await?;
    for head in known.iter().filter(|head| lanes.iter().all(|lane| lane.lane != head.lane)) {
        let subject = format!("commit {} of lane {}", head.number, head.lane);
        walk.findings.add(Check::Heads, subject, "it was noted, and there is no such lane");
    }
    walk.name_orphans().await?;
    walk.name_loose(entries).await?;
    walk.name_uncommitted().await?;
    walk.compare_feed(&lanes).await?;
    std::mem::take(&mut walk.feed).close(&mut walk.findings);
    if let Some(refold) = walk.refold.take() {
        refold.close(journal, &mut walk.findings).await?;
    }
    let assets = assets.into_iter().map(|asset| asset.proof).collect();
    Ok(Proof { assets, transactions: walk.transactions, findings: walk.findings.into_list(), heads })
}

pub(super) struct Walk<'a> {
    pub(super) journal: &'a dyn Journal,
    pub(super) watch: &'a dyn Watch,
    pub(super) findings: Findings,
    /// Entries up to each wallet's sequence, and legs.
    pub(super) entries: Cover<WalletId>,
    /// Rows of transactions, and what commits hold.
    pub(super) ids: Cover<TransactionId>,
    transactions: i64,
    /// How many commits were walked, of all lanes.
    pub(super) commits: i64,
    pub(super) feed: Fold,
    /// None if the store has no rollups.
    pub(super) refold: Option<Refold>,
}

impl Walk<'_> {
    async fn prove_wallets(&mut self, total: i64) -> Result<(), StoreError> {
        let (mut after, mut done) = (None, 0);
        let mut from = EntryKey::FIRST;
        loop {
            let chunk = self.journal.prove_wallets(after, WALLETS_MAX).await?;
            let Some(last) = chunk.wallets.last().map(|wallet| wallet.id) else { break };
            self.entries.begin(last, chunk.heads);
            if chunk.wallets.iter().any(WalletRecord::has_uncounted_entries) {
                // Above what the wallet counts no entry is walked, so the walks alone would not miss its transaction.
                self.entries.doubt();
            }
            let to = EntryKey::end_of(last);
            self.prove_chains(&chunk.wallets, (from, to), (&mut done, total)).await?;
            (after, from) = (Some(last), to);
        }
        // Behind the last wallet there is nothing, but for wallets that were opened just now.
        self.prove_chains(&[], (from, EntryKey::LAST), (&mut done, total)).await
    }

    /// The wallets of a chunk, in order, with the entries between two keys.
    async fn prove_chains(
        &mut self,
        wallets: &[WalletRecord],
        (mut after, to): (EntryKey, EntryKey),
        (done, total): (&mut i64, i64),
    ) -> Result<(), StoreError> {
        let mut wallets = wallets.iter();
        let mut chain = wallets.next().map(|wallet| (wallet, Chain::of(wallet, &mut self.findings)));
        let mut known = HashMap::new();
        loop {
            let entries = self.journal.prove_entries(after, to, ENTRIES_MAX).await?;
            let Some(latest) = entries.last() else { break };
            after = latest.key;
            for entry in &entries {
                while let Some((_, passed)) = chain.take_if(|(wallet, _)| EntryKey::end_of(wallet.id) < entry.key) {
                    passed.close(&mut self.findings);
                    chain = wallets.next().map(|wallet| (wallet, Chain::of(wallet, &mut self.findings)));
                }
                match &mut chain {
                    Some((wallet, chain)) if is_in(entry, wallet) => {
                        if chain.has(entry) {
                            chain.add(entry, &mut self.findings);
                            self.entries.add(&(entry.key.wallet, entry.key.sequence));
                        } else if entry.key == after {
                            // What is written to a busy wallet meanwhile is not run after.
                            after = EntryKey::end_of(wallet.id);
                        }
                    }
                    _ => self.judge_stray(entry, &mut known).await?,
                }
            }
            *done += i64::try_from(entries.len()).expect("a chunk is small");
            self.watch.reached(Progress { phase: "entries", done: *done, total: Some(total) });
            self.watch.rest().await;
        }
        while let Some((_, passed)) = chain {
            passed.close(&mut self.findings);
            chain = wallets.next().map(|wallet| (wallet, Chain::of(wallet, &mut self.findings)));
        }
        Ok(())
    }

    /// An entry of a wallet that was not read: it may have been opened since.
    async fn judge_stray(&mut self, entry: &EntryRecord, known: &mut HashMap<i64, bool>) -> Result<(), StoreError> {
        let EntryKey { shard, wallet, sequence } = entry.key;
        let id = WalletId::from_value(wallet);
        let is_there = if let Some(&is_there) = known.get(&wallet) {
            is_there
        } else {
            if known.len() >= STRAYS_KNOWN_MAX {
                known.clear();
            }
            let is_there = self.journal.has_wallet(id).await?;
            known.insert(wallet, is_there);
            is_there
        };
        let detail = match (is_there, shard == id.shard_key()) {
            (true, true) => return Ok(()),
            (false, _) => format!("it has an entry {sequence} and is not there"),
            (true, false) => format!("its entry {sequence} is filed under the shard key {shard}"),
        };
        self.findings.add(Check::Strays, format!("wallet {wallet}"), detail);
        Ok(())
    }

    async fn prove_claims(&mut self) -> Result<(), StoreError> {
        let (mut after, mut done) = (None, 0);
        loop {
            let claims = self.journal.prove_claims(after, CLAIMS_MAX).await?;
            let Some(last) = claims.last() else { return Ok(()) };
            after = Some(last.filed);
            for claim in &claims {
                claims::judge(claim, &mut self.findings);
            }
            done += i64::try_from(claims.len()).expect("a chunk is small");
            self.watch.reached(Progress { phase: "claims", done, total: None });
            self.watch.rest().await;
        }
    }

    async fn read_ids(&mut self) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let chunk = self.journal.prove_ids(after, IDS_MAX).await?;
            let Some(&last) = chunk.ids.last() else { return Ok(()) };
            after = Some(last);
            self.transactions += i64::try_from(chunk.ids.len()).expect("a chunk is small");
            let (filed, misfiled): (Vec<_>, Vec<_>) = chunk.ids.iter().partition(|filed| is_filed(filed));
            for Filed { shard, id } in misfiled {
                let detail = format!("it is filed under the shard key {shard}");
                self.findings.add(Check::Identities, format!("transaction {id}"), detail);
            }
            if let Some(last) = filed.last().copied() {
                self.ids.begin(last.id, chunk.heads);
                for filed in filed {
                    self.ids.add(&filed.id);
                }
            }
            self.watch.reached(Progress { phase: "transactions", done: self.transactions, total: None });
            self.watch.rest().await;
        }
    }

    /// Where entries and legs differ: looks for the entries that are no leg.
    async fn name_orphans(&mut self) -> Result<(), StoreError> {
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        let mut orphans = 0;
        for (before, last) in self.entries.differing() {
            let (mut after, to) = (before.map_or(EntryKey::FIRST, EntryKey::end_of), EntryKey::end_of(last));
            while orphans < Verification::FINDINGS_MAX {
                let chunk = self.journal.find_orphans(after, to, ENTRIES_MAX).await?;
                for (key, why) in chunk.orphans {
                    let subject = self.name_of(key.wallet, &mut names).await?;
                    self.findings.add(Check::Orphans, subject, format!("its entry {} {why}", key.sequence));
                    orphans += 1;
                }
                let Some(last) = chunk.last else { break };
                after = last;
            }
        }
        Ok(())
    }

    /// Every entry once more, if the store may have some that no wallet leads to: what no walk has met is named here, and
    /// what a commit has and the wallets have not.
    async fn name_loose(&mut self, total: i64) -> Result<(), StoreError> {
        let doubtful = self.entries.differing();
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        let mut after = i64::MIN;
        loop {
            let chunk = self.journal.find_loose(&doubtful, after, ENTRIES_MAX).await?;
            for EntryKey { wallet, sequence, .. } in chunk.strays {
                let detail = format!("it has an entry {sequence} and is not there");
                self.findings.add(Check::Strays, format!("wallet {wallet}"), detail);
            }
            let unlinked = chunk.unlinked.into_iter().map(|key| (Check::Chains, key, UNLINKED.to_owned()));
            let orphans = chunk.orphans.into_iter().map(|(key, why)| (Check::Orphans, key, why));
            for (check, key, why) in unlinked.chain(orphans) {
                if self.findings.has_room(check) {
                    let subject = self.name_of(key.wallet, &mut names).await?;
                    self.findings.add(check, subject, format!("its entry {} {why}", key.sequence));
                }
            }
            // What is written meanwhile is not run after.
            let Some(next) = chunk.next else { return Ok(()) };
            after = next;
            self.watch.reached(Progress { phase: "entries by number", done: after, total: Some(total) });
            self.watch.rest().await;
        }
    }

    async fn name_of(&self, wallet: i64, names: &mut BTreeMap<i64, String>) -> Result<String, StoreError> {
        if let Some(known) = names.get(&wallet) {
            return Ok(known.clone());
        }
        let before = wallet.checked_sub(1).map(WalletId::from_value);
        let found = self.journal.prove_wallets(before, 1).await?.wallets;
        let found = found.iter().find(|record| record.id.value() == wallet);
        let name = found.map_or_else(|| format!("wallet {wallet}"), name);
        names.insert(wallet, name.clone());
        Ok(name)
    }

    /// Where rows and commits differ: reads the ids of those chunks again, and counts the commits that hold each.
    async fn name_uncommitted(&mut self) -> Result<(), StoreError> {
        let mut differing = self.ids.differing();
        differing.truncate(CHUNKS_COMPARED_MAX);
        let mut counts: HashMap<TransactionId, u32> = HashMap::new();
        for (before, last) in &differing {
            let mut after = before.map(|id| Filed { shard: id.shard_key(), id });
            'chunk: loop {
                let ids = self.journal.prove_ids(after, IDS_MAX).await?.ids;
                after = ids.last().copied();
                for filed in ids.iter().filter(|filed| is_filed(filed)) {
                    if filed.id > *last {
                        break 'chunk;
                    }
                    counts.insert(filed.id, 0);
                }
                if after.is_none() {
                    break;
                }
            }
        }
        if counts.is_empty() {
            return Ok(());
        }
        // Newer than the ids, so whatever they hold is in a commit up to these.
        for LaneHead { lane, latest, .. } in self.journal.prove_lanes().await? {
            let mut after = 0;
            loop {
                let commits = self.journal.prove_commits(lane, after, latest, 100).await?;
                let Some(last) = commits.last() else { break };
                after = last.number;
                for id in commits.iter().flat_map(|commit| &commit.transactions) {
                    counts.entry(*id).and_modify(|count| *count += 1);
                }
            }
        }
        let mut wrong: Vec<_> = counts.into_iter().filter(|(_, count)| *count != 1).collect();
        wrong.sort_unstable();
        for (id, count) in wrong {
            self.findings.add(Check::Committed, format!("transaction {id}"), format!("it is in {count} commits"));
        }
        Ok(())
    }
}

fn is_in(entry: &EntryRecord, wallet: &WalletRecord) -> bool {
    entry.key.wallet == wallet.id.value() && entry.key.shard == wallet.id.shard_key()
}

fn is_filed(filed: &Filed) -> bool {
    filed.shard == filed.id.shard_key()
}
