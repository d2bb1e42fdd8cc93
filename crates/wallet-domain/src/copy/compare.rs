//! The proof that two stores hold the same ledger: both are read from the beginning and compared record by record.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::poll_fn;
use std::task::Poll;

use super::canonical::{Canonical, CopyDigest};
use super::rounds::{PLACES_MAX, WALLETS_MAX, count};
use crate::copy::error::CopyError;
use crate::ports::Boxed;
use crate::ports::journal::{AssetCopy, CommitCopy, Journal, LaneEnd, WalletCopy};
use crate::ports::watch::{Progress, Watch};
use crate::record::chain::Head;
use crate::value::asset_code::AssetCode;

/// About how many transactions one read brings.
const TRANSACTIONS_MAX: usize = 2_000;

/// What two stores hold alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sameness {
    /// A line per asset, by code.
    pub assets: Vec<AssetTotal>,
    /// How many wallets there are, stripes counted each.
    pub wallets: i64,
    /// How many lanes.
    pub lanes: i64,
    /// How many commits.
    pub commits: i64,
    /// How many transactions.
    pub transactions: i64,
    /// How many of them are refusals.
    pub refusals: i64,
    /// How many entries.
    pub entries: i64,
    /// How many claims: holds, and transactions that were reversed.
    pub claims: i64,
    /// How many API keys.
    pub keys: i64,
    /// The latest commit of every lane that has one in the chain.
    pub heads: Vec<Head>,
    /// The hash over all of it, made from each side's records by itself.
    pub digest: CopyDigest,
}

/// What is of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetTotal {
    /// Which.
    pub asset: AssetCode,
    /// How many wallets hold it.
    pub wallets: i64,
    /// What players and the system hold of it, but for issuance: the supply.
    pub held: i128,
    /// What all wallets sum to.
    pub sum: i128,
}

/// One of the two sides, as far as it was read.
struct Side<'a> {
    store: &'a dyn Journal,
    failed: fn(crate::StoreError) -> CopyError,
    canonical: Canonical,
    tally: Tally,
}

/// What was counted on one side.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    assets: BTreeMap<AssetCode, (i64, i128, i128)>,
    wallets: i64,
    lanes: i64,
    commits: i64,
    transactions: i64,
    refusals: i64,
    entries: i64,
    claims: i64,
    keys: i64,
    heads: Vec<Head>,
}

/// Compares all that two stores hold.
pub(super) async fn compare(
    source: &dyn Journal,
    target: &dyn Journal,
    watch: &dyn Watch,
) -> Result<Sameness, CopyError> {
    watch.reached(Progress { phase: "comparing", done: 0, total: None });
    let mut sides = [Side::of(source, CopyError::Source), Side::of(target, CopyError::Target)];
    let [known, copied] = [sides[0].read_assets().await?, sides[1].read_assets().await?];
    same(known, copied, |asset| format!("asset {}", asset.asset.code))?;
    compare_wallets(&mut sides, watch).await?;
    compare_claims(&mut sides, watch).await?;
    let [known, copied] = [sides[0].read_lanes().await?, sides[1].read_lanes().await?];
    let total = known.iter().map(|end| end.number).sum();
    same(known.clone(), copied, |end| format!("lane {}, which ends with commit {}", end.lane, end.number))?;
    for LaneEnd { lane, .. } in known {
        compare_commits(&mut sides, lane, (total, watch)).await?;
    }
    compare_changes(&mut sides).await?;
    compare_feeds(&sides).await?;
    let [known, copied] = [sides[0].read_keys().await?, sides[1].read_keys().await?];
    same(known, copied, |key| format!("API key {}", key.id))?;
    let [source, target] = sides.map(|side| (side.tally, side.canonical.finish()));
    // Made of records that were found equal one by one: were they not, the comparison itself would be wrong.
    if source != target {
        return Err(CopyError::Differs("the hashes over all records differ".to_owned()));
    }
    Ok(source.0.into_sameness(source.1))
}

async fn compare_wallets(sides: &mut [Side<'_>; 2], watch: &dyn Watch) -> Result<(), CopyError> {
    let (mut after, mut done) = (None, 0);
    loop {
        let [source, target] = sides.each_mut();
        let reads = [&source, &target].map(|side| side.store.read_wallets(after, WALLETS_MAX));
        let [known, copied] = both(reads).await;
        let (known, copied) = (known.map_err(source.failed)?, copied.map_err(target.failed)?);
        for (side, wallets) in [(source, &known), (target, &copied)] {
            for wallet in wallets {
                side.count_wallet(wallet);
            }
        }
        let last = known.last().map(|copy| copy.wallet.state.id);
        done += count(known.len());
        same(known, copied, |copy| {
            let stripe = if copy.stripe == 0 { String::new() } else { format!(" stripe {}", copy.stripe) };
            format!("wallet {} {}{stripe}", copy.wallet.owner, copy.wallet.asset)
        })?;
        watch.reached(Progress { phase: "wallets compared", done, total: None });
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

async fn compare_claims(sides: &mut [Side<'_>; 2], watch: &dyn Watch) -> Result<(), CopyError> {
    let mut after = None;
    loop {
        let [source, target] = sides.each_mut();
        let reads = [&source, &target].map(|side| side.store.read_claims(after, WALLETS_MAX));
        let [known, copied] = both(reads).await;
        let (known, copied) = (known.map_err(source.failed)?, copied.map_err(target.failed)?);
        for (side, claims) in [(source, &known), (target, &copied)] {
            for claim in claims {
                side.canonical.claim(claim);
                side.tally.claims += 1;
            }
        }
        let last = known.last().map(|claim| claim.id);
        same(known, copied, |claim| format!("claim {}", claim.id))?;
        watch.reached(Progress { phase: "claims compared", done: sides[0].tally.claims, total: None });
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

async fn compare_changes(sides: &mut [Side<'_>; 2]) -> Result<(), CopyError> {
    let mut after = 0;
    loop {
        let [source, target] = sides.each_mut();
        let known = source.store.read_changes(after, WALLETS_MAX).await.map_err(source.failed)?;
        let copied = target.store.read_changes(after, WALLETS_MAX).await.map_err(target.failed)?;
        for (side, changes) in [(source, &known), (target, &copied)] {
            for change in changes {
                side.canonical.change(change);
            }
        }
        let last = known.last().map(|change| change.number);
        same(known, copied, |change| format!("change {}", change.number))?;
        let Some(last) = last else { return Ok(()) };
        after = last;
    }
}

async fn compare_feeds(sides: &[Side<'_>; 2]) -> Result<(), CopyError> {
    let [source, target] = sides;
    let mut after = 0;
    loop {
        let known = source.store.read_feed(after, PLACES_MAX).await.map_err(source.failed)?;
        let copied = target.store.read_feed(after, PLACES_MAX).await.map_err(target.failed)?;
        let last = known.last().map(|place| place.position);
        same(known, copied, |place| format!("position {} of the feed", place.position))?;
        let Some(last) = last else { return Ok(()) };
        after = last;
    }
}

async fn compare_commits(
    sides: &mut [Side<'_>; 2],
    lane: i16,
    (total, watch): (i64, &dyn Watch),
) -> Result<(), CopyError> {
    let (mut after, mut head) = (0, None);
    loop {
        let [source, target] = sides.each_mut();
        let reads = [&source, &target].map(|side| side.store.read_commits(lane, after, TRANSACTIONS_MAX));
        let [known, copied] = both(reads).await;
        let (mut known, mut copied) = (known.map_err(source.failed)?, copied.map_err(target.failed)?);
        // One store may give more at once than the other.
        let common = known.len().min(copied.len());
        if common > 0 {
            known.truncate(common);
            copied.truncate(common);
        }
        let Some(last) = known.last().or(copied.last()) else { break };
        after = last.number;
        head = last.head();
        for (side, commits) in [(source, &known), (target, &copied)] {
            for commit in commits {
                side.count_commit(commit);
            }
        }
        same(known, copied, |commit| format!("commit {} of lane {}", commit.number, commit.lane))?;
        watch.reached(Progress { phase: "commits compared", done: sides[0].tally.commits, total: Some(total) });
    }
    for side in sides {
        side.tally.heads.extend(head);
    }
    Ok(())
}

/// What both stores read, each while the other does.
async fn both<T>(mut reads: [Boxed<'_, T>; 2]) -> [T; 2] {
    let mut found = [None, None];
    poll_fn(|context| {
        for (read, found) in reads.iter_mut().zip(&mut found) {
            if found.is_none()
                && let Poll::Ready(done) = read.as_mut().poll(context)
            {
                *found = Some(done);
            }
        }
        if found.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    found.map(|found| found.expect("both are done"))
}

/// The first record that differs, or that one side lacks, by its name.
fn same<T: PartialEq + Debug>(known: Vec<T>, copied: Vec<T>, name: impl Fn(&T) -> String) -> Result<(), CopyError> {
    let (mut known, mut copied) = (known.into_iter(), copied.into_iter());
    loop {
        let what = match (known.next(), copied.next()) {
            (None, None) => return Ok(()),
            (Some(one), Some(other)) if one == other => continue,
            (Some(one), Some(other)) if name(&one) == name(&other) => name(&one),
            (Some(one), Some(other)) => format!("where the source has {}, it has {}", name(&one), name(&other)),
            (Some(one), None) => format!("it lacks {}", name(&one)),
            (None, Some(other)) => format!("it has {}, and the source has not", name(&other)),
        };
        return Err(CopyError::Differs(what));
    }
}

impl<'a> Side<'a> {
    fn of(store: &'a dyn Journal, failed: fn(crate::StoreError) -> CopyError) -> Self {
        Self { store, failed, canonical: Canonical::new(), tally: Tally::default() }
    }

    async fn read_assets(&mut self) -> Result<Vec<AssetCopy>, CopyError> {
        let assets = self.store.read_assets().await.map_err(self.failed)?;
        for asset in &assets {
            self.canonical.asset(asset);
            self.tally.assets.insert(asset.asset.code.clone(), (0, 0, 0));
        }
        Ok(assets)
    }

    async fn read_lanes(&mut self) -> Result<Vec<LaneEnd>, CopyError> {
        let lanes = self.store.read_lanes().await.map_err(self.failed)?;
        self.tally.lanes = count(lanes.len());
        Ok(lanes)
    }

    async fn read_keys(&mut self) -> Result<Vec<crate::access::ApiKey>, CopyError> {
        let keys = self.store.read_keys().await.map_err(self.failed)?;
        for key in &keys {
            self.canonical.key(key);
        }
        self.tally.keys = count(keys.len());
        Ok(keys)
    }

    fn count_wallet(&mut self, copy: &WalletCopy) {
        self.canonical.wallet(copy);
        self.tally.wallets += 1;
        let balance = i128::from(copy.wallet.state.balance.minor());
        let (wallets, held, sum) = self.tally.assets.entry(copy.wallet.asset.clone()).or_default();
        *wallets += 1;
        *sum += balance;
        if copy.wallet.owner != *crate::OwnerId::issuance() {
            *held += balance;
        }
    }

    fn count_commit(&mut self, commit: &CommitCopy) {
        self.canonical.commit(commit);
        self.tally.commits += 1;
        for transaction in &commit.transactions {
            self.tally.transactions += 1;
            self.tally.refusals += i64::from(transaction.result.is_err());
            self.tally.entries += count(transaction.entries().len());
        }
    }
}

impl Tally {
    fn into_sameness(self, digest: CopyDigest) -> Sameness {
        let Self { assets, wallets, lanes, commits, transactions, refusals, entries, claims, keys, heads } = self;
        let total = |(asset, (wallets, held, sum))| AssetTotal { asset, wallets, held, sum };
        let assets = assets.into_iter().map(total).collect();
        Sameness { assets, wallets, lanes, commits, transactions, refusals, entries, claims, keys, heads, digest }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Barrier;

    use super::*;

    #[tokio::test]
    async fn both_stores_read_at_the_same_time() {
        let barrier = Barrier::new(2);
        // Each read ends only once the other has begun.
        let read = |number: i64| -> Boxed<'_, i64> {
            let barrier = &barrier;
            Box::pin(async move {
                barrier.wait().await;
                number
            })
        };
        assert_eq!(both([read(1), read(2)]).await, [1, 2]);
    }
}
