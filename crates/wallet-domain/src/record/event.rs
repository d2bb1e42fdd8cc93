//! Events: what happened, one a transaction and one a change by an operator, each with its place in the feed.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::asset::change::{ChangeAction, ChangeRecord};
use crate::flow::Flow;
use crate::record::transaction::Transaction;
use crate::value::asset_code::AssetCode;
use crate::value::owner::OwnerId;
use crate::value::time::Timestamp;

/// The place of an event in the feed: `<position>.<index>` as text, such as `12.0`. It never changes.
///
/// A position is a commit, or a change by an operator: they are numbered 1, 2, 3, ... without gaps. The index counts the
/// transactions of the commit from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// The position in the feed, from 1.
    pub position: i64,
    /// The place within the position, from 0.
    pub index: u32,
}

/// A text that is no [`EventId`], or no [`EventCursor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A place in the feed is written as the id of an event, such as 12.0, or as a cursor that was given.")]
pub struct InvalidEventId;

impl EventId {
    /// Before all events.
    pub const START: Self = Self { position: 0, index: 0 };

    /// Behind all events of a position, and before those of the next.
    pub fn end_of(position: i64) -> Self {
        Self { position, index: u32::MAX }
    }

    /// Behind all events before this one; there is none before the start.
    #[must_use]
    pub fn before(self) -> Self {
        match self.index.checked_sub(1) {
            Some(index) => Self { index, ..self },
            None if self.position <= Self::START.position => Self::START,
            None => Self::end_of(self.position - 1),
        }
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.position, self.index)
    }
}

impl FromStr for EventId {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let (position, index) = text.split_once('.').ok_or(InvalidEventId)?;
        Ok(Self { position: digits(position)?, index: digits(index)? })
    }
}

/// A number as it is written here: digits alone, and no 0 in front of others.
fn digits<T: FromStr>(text: &str) -> Result<T, InvalidEventId> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    if is_plain { text.parse().map_err(|_| InvalidEventId) } else { Err(InvalidEventId) }
}

/// A place in the feed of one ledger: an event's id, and the [mark](Event::mark) of that event, such as `12.0.9f86d081`.
/// Without the mark it is that place in any ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventCursor {
    /// The event behind which the feed is read on.
    pub id: EventId,
    /// Its mark.
    pub mark: Option<u32>,
}

impl EventCursor {
    /// Before all events of any ledger.
    pub const START: Self = Self { id: EventId::START, mark: None };
}

impl From<&Event> for EventCursor {
    fn from(event: &Event) -> Self {
        Self { id: event.id, mark: Some(event.mark()) }
    }
}

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            Some(mark) => write!(f, "{}.{mark:08x}", self.id),
            None => write!(f, "{}", self.id),
        }
    }
}

impl FromStr for EventCursor {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, InvalidEventId> {
        let dots = text.bytes().filter(|byte| *byte == b'.').count();
        let Some((id, mark)) = text.rsplit_once('.').filter(|_| dots == 2) else {
            return Ok(Self { id: text.parse()?, mark: None });
        };
        let is_mark = mark.len() == 8 && mark.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let mark = u32::from_str_radix(mark, 16).ok().filter(|_| is_mark).ok_or(InvalidEventId)?;
        Ok(Self { id: id.parse()?, mark: Some(mark) })
    }
}

/// One event of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place.
    pub id: EventId,
    /// What happened.
    pub what: Happening,
}

/// What an event tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A command was decided.
    Transaction(Box<Transaction>),
    /// An operator changed something.
    Change(Box<ChangeRecord>),
}

impl Event {
    /// When it happened.
    pub fn at(&self) -> Timestamp {
        match &self.what {
            Happening::Transaction(transaction) => transaction.created_at,
            Happening::Change(change) => change.at,
        }
    }

    /// Its type.
    pub fn event_type(&self) -> EventType {
        match &self.what {
            Happening::Transaction(transaction) => {
                let flow = transaction.command.flow();
                if transaction.result.is_ok() { EventType::Posted(flow) } else { EventType::Rejected(flow) }
            }
            Happening::Change(change) => EventType::Changed(change.change.action),
        }
    }

    /// Whose it is: the owner of the command, of the changed wallet, or whom a note is about. An asset's change is nobody's.
    pub fn owner(&self) -> Option<&OwnerId> {
        match &self.what {
            Happening::Transaction(transaction) => Some(transaction.command.owner()),
            Happening::Change(change) => change.change.owner.as_ref(),
        }
    }

    /// Whether it is this owner's, or moves something of this owner's.
    pub fn concerns(&self, owner: &OwnerId) -> bool {
        let moves = |transaction: &Transaction| transaction.standings().iter().any(|it| it.owner == *owner);
        let has_entry = |transaction: &Transaction| transaction.entries().iter().any(|entry| entry.owner == *owner);
        self.owner() == Some(owner) || matches!(&self.what, Happening::Transaction(it) if has_entry(it) || moves(it))
    }

    /// A digest of the event, by which a cursor of another ledger is told apart, and one of a ledger that was set back
    /// by a restore.
    pub fn mark(&self) -> u32 {
        let mut sha = Sha256::new();
        sha.update(b"wallet event 1");
        sha.update(self.id.position.to_be_bytes());
        sha.update(self.id.index.to_be_bytes());
        sha.update(self.at().as_micros().to_be_bytes());
        match &self.what {
            Happening::Transaction(transaction) => {
                sha.update([1]);
                sha.update(transaction.id().as_bytes());
                sha.update(transaction.command.fingerprint().as_bytes());
            }
            Happening::Change(change) => {
                sha.update([2]);
                sha.update(change.change.action.name());
                sha.update(&change.change.after);
            }
        }
        let [first, second, third, fourth, ..] = <[u8; 32]>::from(sha.finalize());
        u32::from_be_bytes([first, second, third, fourth])
    }
}

/// The type of an event. Names are in the past tense, the subject first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventType {
    /// A command of that flow was posted.
    Posted(Flow),
    /// A command of that flow was refused, and that is recorded.
    Rejected(Flow),
    /// An operator did that.
    Changed(ChangeAction),
}

impl EventType {
    /// Every type.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_flow = |flow| [Some(Self::Posted(flow)), (flow != Flow::Expire).then_some(Self::Rejected(flow))];
        let of_flows = Flow::ALL.into_iter().flat_map(of_flow).flatten();
        let told = ChangeAction::ALL.into_iter().filter(|action| action.event().is_some());
        of_flows.chain(told.map(Self::Changed))
    }

    /// The name on the wire; it never changes.
    pub fn name(self) -> String {
        match self {
            Self::Posted(Flow::Expire) => "hold.expired".to_owned(),
            Self::Posted(flow) => format!("{}.posted", flow.name()),
            Self::Rejected(flow) => format!("{}.rejected", flow.name()),
            Self::Changed(action) => action.event().unwrap_or(action.name()).to_owned(),
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|it| it.name() == name)
    }
}

/// A choice of event types: all, or those of a list of names and prefixes, such as `spend.*,hold.expired`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventTypes(Option<Vec<EventType>>);

/// A name of no event type, or a prefix of none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "No event has the type {name:?}. Types are names such as top_up.posted, or prefixes such as spend.*; * is all of them."
)]
pub struct UnknownEventType {
    /// The name as it was given, or its beginning.
    pub name: String,
}

/// The beginning of a name that is not known: at most 100 characters as a message quotes it.
pub(crate) fn quoted(name: &str) -> String {
    let mut left = 100_usize;
    let fits = |character: &char| {
        let width = character.escape_debug().count();
        let fits = width <= left;
        left = if fits { left - width } else { 0 };
        fits
    };
    name.chars().take_while(fits).collect()
}

impl EventTypes {
    /// All types.
    pub const ALL: Self = Self(None);

    /// Parses names and prefixes.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownEventType> {
        let mut chosen: Vec<EventType> = Vec::new();
        let mut is_all = false;
        for name in names {
            let prefix = name.strip_suffix(".*").map(|subject| format!("{subject}."));
            let is_named = |it: &EventType| match &prefix {
                Some(prefix) => it.name().starts_with(prefix),
                None => it.name() == name,
            };
            let before = chosen.len();
            chosen.extend(EventType::all().filter(is_named));
            is_all |= name == "*";
            if chosen.len() == before && name != "*" {
                return Err(UnknownEventType { name: quoted(name) });
            }
        }
        Ok(if is_all { Self::ALL } else { Self(Some(chosen)) })
    }

    /// Whether that type is one of them.
    pub fn cover(&self, it: EventType) -> bool {
        self.0.as_ref().is_none_or(|chosen| chosen.contains(&it))
    }
}

/// Names and prefixes with commas between.
impl FromStr for EventTypes {
    type Err = UnknownEventType;

    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        Self::of(text.split(','))
    }
}

/// A player's wallet before and after a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose wallet.
    pub owner: OwnerId,
    /// Of which asset.
    pub asset: AssetCode,
    /// The number of its latest entry by the transaction; none if the transaction makes no entry in it.
    pub sequence: Option<i64>,
    /// What it held before, in minor units.
    pub balance_before: i64,
    /// What it holds after.
    pub balance: i64,
    /// What of that is held.
    pub held: i64,
    /// What its owner owes of the asset.
    pub debt: i64,
}

impl Standing {
    /// What can be spent, in minor units.
    pub fn available(&self) -> i64 {
        self.balance - self.held
    }
}

impl Transaction {
    /// The wallets of players that it moves, or of which it changes what is held or owed, each as it is right after it:
    /// that of the command first. None if it was rejected.
    pub fn standings(&self) -> Vec<Standing> {
        let Ok(posting) = &self.result else { return Vec::new() };
        let standing = |(owner, asset): (&OwnerId, &AssetCode), (balance, held, debt): (i64, i64, i64)| {
            let of_wallet = || posting.entries.iter().filter(|entry| (&entry.owner, &entry.asset) == (owner, asset));
            let moved: i64 = of_wallet().map(|entry| entry.amount).sum();
            let (owner, asset) = (owner.clone(), asset.clone());
            let sequence = of_wallet().map(|entry| entry.sequence).max();
            Standing { owner, asset, sequence, balance_before: balance - moved, balance, held, debt }
        };
        let own = (self.command.owner(), self.command.asset());
        let mut standings = Vec::with_capacity(2);
        if !own.0.is_system() {
            standings.push(standing(own, (posting.balance.minor(), posting.held(), posting.debt())));
        }
        for other in posting.others() {
            standings.push(standing((&other.owner, &other.asset), (other.balance.minor(), other.held, other.debt)));
        }
        for entry in posting.entries.iter().filter(|entry| !entry.owner.is_system()) {
            let is_there = |it: &Standing| (&it.owner, &it.asset) == (&entry.owner, &entry.asset);
            if !standings.iter().any(is_there) {
                let balance = entry.balance_after.minor();
                standings.push(standing((&entry.owner, &entry.asset), (balance, 0, 0)));
            }
        }
        standings
    }
}

#[cfg(test)]
mod tests;
