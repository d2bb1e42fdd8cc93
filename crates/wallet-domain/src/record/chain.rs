//! The chain of commits: what makes it show when a record was changed, removed or slipped in, by whomever.
//!
//! ```text
//! leaf   = H(0x00 · "wallet transaction 1" · id · fingerprint · created_at · outcome)          a transaction
//!          H(0x00 · "wallet transaction 2" · id · fingerprint · created_at · outcome · effects)   one with effects
//!          H(0x00 · "wallet transaction 3" · id · fingerprint · created_at · outcome · effects · origin)   one that says who
//!                                                                                        asked; no effects have length 0
//! root   = the Merkle tree over a commit's leaves, in the order in which they were decided    (RFC 6962, section 2.1)
//! hash   = H("wallet commit 1" · lane · number · created_at · count · root · previous)         a commit
//! ```
//! H is SHA-256; numbers are big-endian, `count`, lengths and numbers of items 32 bits, all else 64 (the lane 16).
//! `previous` is the hash of the lane's commit before; 32 zero bytes for the first. The fingerprint covers what was
//! asked for, the id whose it is and its key; the outcome is 1, the number of entries, and for each, by ascending
//! wallet, its wallet, sequence, amount and balance after; or 2, a length, and the refusal as JSON. Effects, and the
//! origin, are a length and their JSON.
//!
//! Whoever keeps a lane's latest hash elsewhere can tell later that nothing up to it has changed. The chain alone
//! tells only that it agrees with itself: who may write to every table could make it anew from some commit on.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::flow::command::Command;
use crate::record::rejection::Rejection;
use crate::record::transaction::{Effects, Transaction};
use crate::value::lane::Lane;
use crate::value::time::Timestamp;

const LEAF: u8 = 0;
const NODE: u8 = 1;
const POSTED: u8 = 1;
const REJECTED: u8 = 2;

/// A SHA-256 digest of the chain; 64 lower-case hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash([u8; 32]);

/// What is no [`ChainHash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A hash is 32 bytes, written as 64 hexadecimal digits.")]
pub struct InvalidHash;

impl ChainHash {
    /// What the first commit of a lane follows.
    pub const ZERO: Self = Self([0; 32]);

    /// A hash as it was stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidHash> {
        bytes.try_into().map(Self).map_err(|_| InvalidHash)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ChainHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(InvalidHash);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| InvalidHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| InvalidHash)?;
        }
        Ok(Self(bytes))
    }
}

/// What a commit's row holds of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The root of the tree over its transactions.
    pub root: ChainHash,
    /// The hash of the commit before.
    pub previous: ChainHash,
}

impl Seal {
    /// Reads a row's columns back: commits that were made before there was a chain have neither.
    pub fn from_stored(root: Option<&[u8]>, previous: Option<&[u8]>) -> Result<Option<Self>, InvalidHash> {
        match (root, previous) {
            (None, None) => Ok(None),
            (Some(root), Some(previous)) => {
                Ok(Some(Self { root: ChainHash::from_bytes(root)?, previous: ChainHash::from_bytes(previous)? }))
            }
            _ => Err(InvalidHash),
        }
    }
}

/// A commit as the chain has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLink {
    /// The number of its lane.
    pub lane: i16,
    /// Its number in the lane.
    pub number: i64,
    /// When it was decided.
    pub created_at: Timestamp,
    /// How many transactions it holds.
    pub count: usize,
    /// What its row holds.
    pub seal: Seal,
}

impl ChainLink {
    /// The link that these transactions make as commit `number` of `lane`, after the commit of hash `previous`.
    pub fn of(
        transactions: &[Transaction],
        lane: Lane,
        number: i64,
        created_at: Timestamp,
        previous: ChainHash,
    ) -> Self {
        let leaves: Vec<ChainHash> = transactions.iter().map(leaf).collect();
        let seal = Seal { root: root(&leaves), previous };
        Self { lane: lane.number(), number, created_at, count: leaves.len(), seal }
    }

    /// The hash of the commit.
    pub fn hash(&self) -> ChainHash {
        let mut sha = Sha256::new();
        sha.update(b"wallet commit 1");
        sha.update(self.lane.to_be_bytes());
        sha.update(self.number.to_be_bytes());
        sha.update(self.created_at.as_micros().to_be_bytes());
        sha.update(length(self.count));
        sha.update(self.seal.root.0);
        sha.update(self.seal.previous.0);
        ChainHash(sha.finalize().into())
    }
}

/// A lane's latest commit, to be kept where whoever writes to the store cannot write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the lane.
    pub lane: i16,
    /// The number of the commit.
    pub number: i64,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Its hash.
    pub hash: ChainHash,
}

impl Head {
    /// Heads as a store keeps them: a line each, its figures apart by a blank.
    pub fn list_to_text(heads: &[Self]) -> String {
        let line = |head: &Self| format!("{} {} {} {}", head.lane, head.number, head.created_at.as_micros(), head.hash);
        heads.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads [`Head::list_to_text`] back; none if it is something else.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let parse = |line: &str| {
            let mut parts = line.split(' ');
            let mut next = || parts.next();
            let head = Self {
                lane: next()?.parse().ok()?,
                number: next()?.parse().ok()?,
                created_at: Timestamp::from_micros(next()?.parse().ok()?),
                hash: next()?.parse().ok()?,
            };
            next().is_none().then_some(head)
        };
        text.lines().map(parse).collect()
    }
}

impl From<&ChainLink> for Head {
    fn from(link: &ChainLink) -> Self {
        Self { lane: link.lane, number: link.number, created_at: link.created_at, hash: link.hash() }
    }
}

/// An entry as a leaf has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeafEntry {
    /// The wallet's id.
    pub wallet: i64,
    /// Its number in the wallet.
    pub sequence: i64,
    /// Minor units.
    pub amount: i64,
    /// The wallet's balance after it.
    pub balance_after: i64,
}

/// The leaf of a transaction.
pub fn leaf(transaction: &Transaction) -> ChainHash {
    let command = &transaction.command;
    let outcome = transaction.result.as_ref().map(|posting| {
        (posting.entries.iter())
            .map(|entry| LeafEntry {
                wallet: entry.wallet.value(),
                sequence: entry.sequence,
                amount: entry.amount,
                balance_after: entry.balance_after.minor(),
            })
            .collect()
    });
    let effects = transaction.result.as_ref().ok().and_then(|posting| posting.effects.as_deref());
    leaf_of(command, transaction.created_at, outcome, effects)
}

/// The leaf of a transaction by its parts, the entries in any order.
pub(crate) fn leaf_of(
    command: &Command,
    created_at: Timestamp,
    outcome: Result<Vec<LeafEntry>, &Rejection>,
    effects: Option<&Effects>,
) -> ChainHash {
    let mut sha = Sha256::new();
    sha.update([LEAF]);
    let origin = command.origin();
    // Older transactions have no origin, or no effects either. They are hashed in the encoding of their time.
    sha.update(match (origin, effects) {
        (Some(_), _) => b"wallet transaction 3",
        (None, Some(_)) => b"wallet transaction 2",
        (None, None) => b"wallet transaction 1",
    });
    sha.update(command.id().as_bytes());
    sha.update(command.fingerprint().as_bytes());
    sha.update(created_at.as_micros().to_be_bytes());
    match outcome {
        Ok(mut entries) => {
            entries.sort_unstable();
            sha.update([POSTED]);
            sha.update(length(entries.len()));
            for LeafEntry { wallet, sequence, amount, balance_after } in entries {
                for part in [wallet, sequence, amount, balance_after] {
                    sha.update(part.to_be_bytes());
                }
            }
        }
        Err(rejection) => {
            let json = rejection.to_json();
            sha.update([REJECTED]);
            sha.update(length(json.len()));
            sha.update(json);
        }
    }
    if let Some(effects) = effects {
        let json = effects.to_json();
        sha.update(length(json.len()));
        sha.update(json);
    }
    if let Some(origin) = origin {
        if effects.is_none() {
            sha.update(length(0));
        }
        sha.update(length(origin.as_json().len()));
        sha.update(origin.as_json());
    }
    ChainHash(sha.finalize().into())
}

/// The root of the tree over `leaves`.
pub fn root(leaves: &[ChainHash]) -> ChainHash {
    match leaves {
        [] => ChainHash(Sha256::digest([]).into()),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(left_of(leaves.len()));
            node(root(left), root(right))
        }
    }
}

/// What the root is made of beside the leaf at `index`, from the leaf upwards. `None` if there is no such leaf.
pub fn path(leaves: &[ChainHash], index: usize) -> Option<Vec<ChainHash>> {
    if leaves.len() <= 1 {
        return (index < leaves.len()).then(Vec::new);
    }
    let (left, right) = leaves.split_at(left_of(leaves.len()));
    let (mut steps, sibling) = match index.checked_sub(left.len()) {
        None => (path(left, index)?, root(right)),
        Some(index) => (path(right, index)?, root(left)),
    };
    steps.push(sibling);
    Some(steps)
}

/// The root of a tree of `count` leaves that has `leaf` at `index`, by what [`path`] gave. `None` if the path is not of
/// that place.
pub fn root_of_path(leaf: ChainHash, index: usize, count: usize, path: &[ChainHash]) -> Option<ChainHash> {
    if count <= 1 {
        return (index < count && path.is_empty()).then_some(leaf);
    }
    let (sibling, below) = path.split_last()?;
    let left = left_of(count);
    match index.checked_sub(left) {
        None => Some(node(root_of_path(leaf, index, left, below)?, *sibling)),
        Some(index) => Some(node(*sibling, root_of_path(leaf, index, count - left, below)?)),
    }
}

/// How many of `count` leaves, two or more, are in the left half: the greatest power of two below.
fn left_of(count: usize) -> usize {
    1 << (count - 1).ilog2()
}

fn node(left: ChainHash, right: ChainHash) -> ChainHash {
    let mut sha = Sha256::new();
    sha.update([NODE]);
    sha.update(left.0);
    sha.update(right.0);
    ChainHash(sha.finalize().into())
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("batches and texts are bounded far below 2^32").to_be_bytes()
}

#[cfg(test)]
mod tests;
