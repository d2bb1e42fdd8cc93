//! The rules of a closed-loop wallet ledger: virtual credits, double entry, every command idempotent.
//!
//! This crate decides; it does no IO and knows no store, and its rules read no clock. An adapter asks what a batch of commands
//! touches ([`Footprint`]), locks and loads just that ([`Book`]), lets [`decide`](fn@decide) judge, and writes the [`Plan`] in
//! one commit. So every store gives the same answers.
//!
//! ```text
//! &[Command] -> Footprint -> (lock, load) -> Book -> decide -> Plan -> (write, commit) -> Vec<Outcome>
//! ```
//!
//! # Invariants
//! 1. A posted transaction's entries sum to zero per asset; it has at least two, and none is zero.
//! 2. A wallet's balance is the sum of its entries' amounts and the `balance_after` of its latest entry; its
//!    sequences are 1, 2, 3, ... without gaps. Of a striped wallet that holds for each [`Stripe`].
//! 3. No wallet is below its floor: 0, but for the contra wallet `system:issuance` and for what players owe. So per asset
//!    all wallets sum to zero, and issuance's negated balance is the money supply.
//! 4. Entries and transactions are never changed or deleted.
//! 5. One idempotency key, one outcome, for ever: key, fingerprint, entries and balances are one commit.
//! 6. A refusal moves nothing.
//! 7. What a wallet holds back (`held`) is what its open holds have left: 0 at least, and no more than its balance. Of a
//!    hold no more is captured than it held, of a transaction no more reversed than it moved; how much is left of each is
//!    a [`Claim`] that follows from transactions.
//! 8. What a player owes of an asset (`debt`) is what the wallet of that debt lacks, which never holds more than nothing.
//! 9. Every commit and every change has one position in the feed, positions have no gaps, and along it each wallet's
//!    sequences rise by one.
//! 10. The [figures of days](rollup) are what the feed folds to, up to the event that they say.
//!
//! # Where to read on
//! The folders are floors: each uses only those before it.
//!
//! | folder | holds |
//! |---|---|
//! | [`value`] | amounts, owners, keys, texts, times, [lanes](value::lane): parsed once, never wrong from then on |
//! | [`flow`] | who pays and who receives; [commands](flow::command), their [terms](flow::terms), [groups](flow::group) |
//! | [`asset`] | [policies](asset::policy), [limits](asset::usage), [rates](asset::rates), and [what operators change](asset::change) |
//! | [`record`] | [wallets](record::wallet), [claims](record::claim), [transactions](record::transaction), [refusals](record::rejection), the [chain](record::chain) over them |
//! | [`rollup`] | figures of days, folded from the feed |
//! | [`holdings`] | who holds an asset, by a look at all wallets |
//! | [`mod@decide`] | the rules in their order of precedence, on a [book](decide::book) |
//! | `access` | API keys and what they allow |
//! | `webhook` | who is told of which events, and how far each has got |
//! | [`ports`] | what a store must implement |
//! | `proof`, `copy`, [`history`] | proving the invariants, copying a ledger, reading a wallet's past |
//!
//! With the feature `testing`, `testing` has a store in memory and the contract suite that every store must pass;
//! [`guide`] shows a preview and a store in a service of your own.

#[cfg(feature = "access")]
pub mod access;
pub mod asset;
#[cfg(feature = "copy")]
pub mod copy;
pub mod decide;
pub mod flow;
pub mod guide;
#[cfg(feature = "ports")]
pub mod history;
pub mod holdings;
#[cfg(feature = "ports")]
pub mod ports;
#[cfg(feature = "access")]
pub mod proof;
pub mod record;
pub mod rollup;
#[cfg(feature = "testing")]
pub mod testing;
pub mod value;
#[cfg(feature = "webhooks")]
pub mod webhook;

pub use asset::change::{AssetChange, Change, ChangeAction, ChangeNote, ChangeRecord};
pub use asset::period::{InvalidZone, Period, UnknownPeriod, Zone};
pub use asset::policy::{InvalidPolicy, Limit, OverMax, PaymentRule, Policy, PolicyChange, Rate};
pub use asset::rates::{AssetRefusal, RateCycle, RateCycles};
pub use asset::usage::{InvalidUsage, Usage, Used};
pub use asset::{Asset, AssetTag};
pub use decide::book::{Book, Credited};
pub use decide::cap_rows::{CapName, CapRow};
pub use decide::decide;
pub use decide::deciding::{Deciding, decide_with, preview};
pub use decide::footprint::Footprint;
pub use decide::invalid::{InvalidBatch, Undecided};
pub use decide::needs::Needs;
pub use decide::plan::{Opening, Plan};
pub use flow::command::{Command, CommandParts};
pub use flow::data::*;
pub use flow::details::Details;
pub use flow::fingerprint::Fingerprint;
pub use flow::group::{Group, GroupKind};
pub use flow::invalid::InvalidCommand;
pub use flow::story::Story;
pub use flow::terms::{Order, Terms};
pub use flow::{Flow, Leg, Route, UnknownFlow};
#[cfg(feature = "mocks")]
pub use ports::mocks;
#[cfg(feature = "ports")]
pub use ports::{
    AssetCreation, BackupRecord, Boxed, ChangeSubject, DiskUsage, Feed, FeedPlace, Found, HoldPosition, Ledger, Moment,
    OpenHold, Page, PageRequest, PlaceHolds, PoolUsage, Position, Registry, Rollups, Search, Sequenced, Snapshots,
    StaleCursor, StoreError, StoreErrorKind, TransactionFilter, TransactionPlace, TransactionSearch, TransactionStatus,
    VerificationRecord, Verifier, WalletFilter, WalletOpening, WalletPlace, WalletSearch, Wallets, ledger_mark,
};
#[cfg(feature = "access")]
pub use ports::{
    Journal,
    keys::{ApiKeys, KeyCreation},
};
pub use record::audit::{AssetProof, Finding, Invariant, SupplyAudit, SystemWallets, Verification};
pub use record::chain::{ChainHash, ChainLink, Head, LeafEntry, Seal};
pub use record::claim::{Claim, ClaimKind, ClaimStatus};
pub use record::event::{
    Event, EventCursor, EventId, EventType, EventTypes, Happening, InvalidEventId, Standing, UnknownEventType,
};
pub use record::line::{StatementLine, StripePart};
pub use record::note::OwnerNote;
pub use record::rejection::Rejection;
pub use record::status::{StatusChange, StatusRefusal};
pub use record::story::{Holding, ShownEntry};
pub use record::transaction::{ClaimEffect, Effects, Entry, OtherWallet, Outcome, Payment, Posting, Transaction};
pub use record::wallet::{Block, Wallet, WalletName, WalletState, WalletStatus};
pub use value::amount::{Amount, Balance, InvalidAmount, MINOR_MAX};
pub use value::asset_code::{AssetCode, InvalidAsset};
pub use value::caps::{Cap, CapExcess, CapKind, CapPer, CapUsage, CapUsages, Caps, InvalidCap};
pub use value::key::{IdempotencyKey, InvalidId, InvalidKey, TransactionId};
pub use value::lane::{InvalidLanes, Lane, Lanes, NotShards, Stripe};
pub use value::metadata::{InvalidMetadata, Metadata};
pub use value::origin::{Bounds, InvalidOrigin, Origin};
pub use value::owner::{InvalidOwner, OwnerId, ShardKey};
pub use value::percent::{InvalidPercent, Percent};
pub use value::share::{InvalidShare, Share};
pub use value::text::{Actor, Description, InvalidNote, InvalidText, Name, NoteText, ObjectId, Person, Reference};
pub use value::time::{Clock, SystemClock, Timestamp};
pub use value::wallet_id::{InvalidWalletId, WalletId};
