//! Copying a whole ledger from one store into another, such that nobody can tell them apart: the same ids, keys,
//! fingerprints, times, sequences, balances and hashes, so that old keys replay and a head of the source holds on the copy.
//!
//! ```text
//! begin      an empty target says that it is an unfinished copy
//! round      lanes, assets, wallets (opened empty), then commits in chunks, each with its wallets as they are after it;
//!            once more if the source has moved on meanwhile
//! settle     claims; of wallets what does not follow from entries; changes, and the order of the feed; API keys
//! proof      both sides are read again and compared record by record; the target's invariants, against the source's heads
//! finish     the target says that it is whole
//! ```
//! - **Resumable**: what the target holds says how far it is. Each chunk is one commit, and the same run goes on behind the
//!   last one. That it is the same source shows in the commits that the target ends with.
//! - **Only copies**: a target that holds a ledger of its own is left alone, and nobody serves one that is not whole.
//! - **Memory** is that of a chunk.

mod canonical;
mod compare;
mod error;
mod rounds;

pub use crate::ports::chunk::{Chunk, LaneStep, Place, Undue, WalletStep};
pub use crate::ports::import::{CopyStatus, Importer};
pub use crate::ports::journal::{AssetCopy, CommitCopy, LaneEnd, WalletCopy};
pub use canonical::CopyDigest;
pub use compare::{AssetTotal, Sameness};
pub use error::CopyError;

use crate::ports::Boxed;
use crate::ports::journal::Journal;
use crate::ports::keys::KeyCreation;
use crate::ports::watch::Watch;
use crate::proof::prove;
use crate::value::time::Clock;
use rounds::Rounds;

/// What came of a copy.
#[derive(Debug)]
pub struct Copied {
    /// What both sides hold.
    pub sameness: Sameness,
    /// What was done for it.
    pub course: Course,
    /// Whether the source has moved on while it was copied, and was caught up with.
    pub source_moved: bool,
}

/// What a copy had to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// All of it.
    Whole,
    /// It went on where another run had ended.
    Resumed,
    /// The target was a finished copy: it was only compared.
    Compared,
}

/// Copies `source` into `target`, goes on with a copy that was interrupted, or compares one that was finished.
/// `name` is the source's, for people.
pub fn copy<'a>(
    source: &'a dyn Journal,
    target: &'a dyn Importer,
    name: &'a str,
    clock: &'a dyn Clock,
    watch: &'a dyn Watch,
) -> Boxed<'a, Result<Copied, CopyError>> {
    Box::pin(copy_all(source, target, name, clock, watch))
}

async fn copy_all(
    source: &dyn Journal,
    target: &dyn Importer,
    name: &str,
    clock: &dyn Clock,
    watch: &dyn Watch,
) -> Result<Copied, CopyError> {
    let rounds = Rounds { source, target, watch };
    let course = match target.copy_status().await.map_err(CopyError::Target)? {
        CopyStatus::Empty => {
            target.begin_copy(name, clock.now()).await.map_err(CopyError::Target)?;
            Course::Whole
        }
        CopyStatus::Unfinished(from) => {
            rounds.check_origin(&from).await?;
            Course::Resumed
        }
        CopyStatus::Finished(_) => {
            let sameness = compare::compare(source, target.journal(), watch).await?;
            return Ok(Copied { sameness, course: Course::Compared, source_moved: false });
        }
        CopyStatus::Occupied => return Err(CopyError::Occupied),
    };
    let caught_up = rounds.catch_up().await?;
    rounds.settle_claims().await?;
    rounds.settle().await?;
    rounds.copy_changes().await?;
    rounds.copy_feed().await?;
    copy_keys(source, target).await?;
    let sameness = match compare::compare(source, target.journal(), watch).await {
        // Of a source that moves on it is no wonder.
        Err(CopyError::Differs(what)) => {
            rounds.check_still(&caught_up.ends).await?;
            return Err(CopyError::Differs(what));
        }
        compared => compared?,
    };
    let proof = prove(target.journal(), &sameness.heads, watch).await.map_err(CopyError::Target)?;
    if !proof.findings.is_empty() {
        return Err(CopyError::NotInOrder(proof.findings));
    }
    rounds.check_still(&caught_up.ends).await?;
    target.finish_copy(clock.now()).await.map_err(CopyError::Target)?;
    Ok(Copied { sameness, course, source_moved: caught_up.source_moved })
}

/// Clients go on with the keys that they have: of their secrets the hashes are copied, as the source has no more.
async fn copy_keys(source: &dyn Journal, target: &dyn Importer) -> Result<(), CopyError> {
    for key in source.read_keys().await.map_err(CopyError::Source)? {
        if target.import_key(&key).await.map_err(CopyError::Target)? == KeyCreation::IdTaken {
            return Err(CopyError::Differs(format!("API key {} is another one there", key.id)));
        }
    }
    Ok(())
}
