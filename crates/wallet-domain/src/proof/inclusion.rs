//! The proof that one transaction is in a ledger of a known head: made from the ledger, checked without it.

use super::transactions;
use crate::ports::Boxed;
use crate::ports::error::{StoreError, StoreErrorKind};
use crate::ports::journal::{CommitRecord, Journal, TransactionRecord};
use crate::record::chain::{ChainHash, ChainLink, Head, LeafEntry, path};
use crate::record::inclusion::Inclusion;
use crate::record::rejection::Rejection;
use crate::record::transaction::Effects;
use crate::value::key::TransactionId;

/// How many commits one read brings at most, and how many transactions.
const COMMITS_MAX: i64 = 100;
const TRANSACTIONS_MAX: usize = 2_000;

/// Makes the proof for the transaction `id`: up to the first of the lane's heads in `known` that is not before it, or
/// to the lane's latest commit if there is none. `None` if no commit holds it. Reads the lanes' commits until it is found.
pub fn include<'a>(
    journal: &'a dyn Journal,
    id: TransactionId,
    known: &'a [Head],
) -> Boxed<'a, Result<Option<Inclusion>, StoreError>> {
    Box::pin(find(journal, id, known))
}

async fn find(journal: &dyn Journal, id: TransactionId, known: &[Head]) -> Result<Option<Inclusion>, StoreError> {
    for lane in journal.prove_lanes().await? {
        let mut after = 0;
        loop {
            let commits = journal.prove_commits(lane.lane, after, lane.latest, COMMITS_MAX).await?;
            let Some(last) = commits.last() else { break };
            after = last.number;
            for commit in &commits {
                let Some(index) = commit.transactions.iter().position(|held| *held == id) else { continue };
                let known = known.iter().filter(|head| head.lane == lane.lane && head.number >= commit.number);
                let to = known.map(|head| head.number).min().unwrap_or(lane.latest);
                let (record, leaves) = read_leaves(journal, commit, index).await?;
                let mut links = vec![link(lane.lane, commit)?];
                links.extend(read_links(journal, lane.lane, commit.number, to).await?);
                return proven(record, index, &leaves, links).map(Some);
            }
        }
    }
    Ok(None)
}

/// The transaction at `index` of a commit, and the leaves of all of them.
async fn read_leaves(
    journal: &dyn Journal,
    commit: &CommitRecord,
    index: usize,
) -> Result<(TransactionRecord, Vec<ChainHash>), StoreError> {
    let mut leaves = Vec::with_capacity(commit.transactions.len());
    let mut wanted = None;
    for ids in commit.transactions.chunks(TRANSACTIONS_MAX) {
        let mut found: std::collections::HashMap<TransactionId, TransactionRecord> =
            journal.prove_transactions(ids).await?.into_iter().map(|record| (record.id, record)).collect();
        for id in ids {
            let record = found.remove(id).ok_or_else(|| damaged(format!("transaction {id} is missing")))?;
            let leaf = transactions::leaf(&record);
            if leaves.len() == index {
                wanted = Some(record);
            }
            leaves.push(leaf.ok_or_else(|| damaged(format!("transaction {id} cannot be read")))?);
        }
    }
    let wanted = wanted.ok_or_else(|| damaged("a commit without its transaction"))?;
    Ok((wanted, leaves))
}

/// The commits of a lane after `after` and up to `to`.
async fn read_links(journal: &dyn Journal, lane: i16, mut after: i64, to: i64) -> Result<Vec<ChainLink>, StoreError> {
    let mut links = Vec::new();
    while after < to {
        let commits = journal.prove_commits(lane, after, to, COMMITS_MAX).await?;
        let Some(last) = commits.last() else { break };
        after = last.number;
        for commit in &commits {
            links.push(link(lane, commit)?);
        }
    }
    Ok(links)
}

fn link(lane: i16, commit: &CommitRecord) -> Result<ChainLink, StoreError> {
    let CommitRecord { number, created_at, size: count, .. } = *commit;
    match &commit.seal {
        Ok(Some(seal)) => Ok(ChainLink { lane, number, created_at, count, seal: *seal }),
        Ok(None) => {
            Err(damaged(format!("commit {number} of lane {lane} has no hashes: it is from before there were any")))
        }
        Err(why) => Err(damaged(why.clone())),
    }
}

fn proven(
    record: TransactionRecord,
    index: usize,
    leaves: &[ChainHash],
    links: Vec<ChainLink>,
) -> Result<Inclusion, StoreError> {
    let command = record.command.map_err(damaged)?;
    let rejection = record.rejection.as_deref().map(Rejection::from_json).transpose();
    let outcome = match rejection.map_err(|why| damaged(why.to_string()))? {
        Some(rejection) => Err(rejection),
        None => Ok(record.legs.iter().map(LeafEntry::from).collect()),
    };
    let effects = record.effects.as_deref().map(Effects::from_json).transpose();
    let effects = effects.map_err(|why| damaged(why.to_string()))?;
    let path = path(leaves, index).ok_or_else(|| damaged("a commit without its transaction"))?;
    let inclusion = Inclusion { command, created_at: record.created_at, outcome, effects, index, path, links };
    inclusion.head().map_err(|why| damaged(why.to_string()))?;
    Ok(inclusion)
}

/// What is stored proves nothing: `verify` names it.
fn damaged(why: impl Into<String>) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, why.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::chain::Seal;
    use crate::value::time::Timestamp;

    #[test]
    fn a_commit_without_readable_hashes_has_no_place_in_a_proof() {
        let commit = |seal| CommitRecord {
            number: 7,
            size: 1,
            transactions: Vec::new(),
            created_at: Timestamp::from_micros(9),
            seal,
            complaint: None,
        };
        let seal = Seal { root: ChainHash::ZERO, previous: ChainHash::ZERO };
        assert_eq!(
            link(1, &commit(Ok(Some(seal)))).map(|link| (link.lane, link.number, link.count)).ok(),
            Some((1, 7, 1))
        );
        for (seal, reason) in [(Ok(None), "before there were any"), (Err("a hash of 3 bytes".to_owned()), "3 bytes")] {
            let error = link(1, &commit(seal)).expect_err(reason);
            assert_eq!(error.kind, StoreErrorKind::Corrupt);
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}
