//! The rules of a closed-loop wallet ledger: virtual credits, double entry, every command idempotent.
//!
//! This crate decides; it does no IO, reads no clock and knows no store. An adapter asks what a batch of commands
//! touches ([`Footprint`]), locks and loads just that ([`Book`]), lets [`decide`] judge, and writes the [`Plan`] in
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
//!
//! # Where to read on
//! [`flow`] says who pays and who receives, [`command`] what can be asked, [`book`] what a decision stands on,
//! [`terms`] what an order says beyond an amount, [`policy`] what an operator allows with an asset,
//! [`rates`] whether rates pay in a circle,
//! [`change`] what operators change beside the ledger, [`claim`] what is left of holds and reversed transactions, [`mod@decide`] the rules in their order, [`group`] what is decided together, [`lane`] how batches run side by side, [`transaction`] what is recorded,
//! [`origin`] who asked for it, [`chain`] how a later change of that shows, [`proof`] how the invariants are proven, [`rejection`] every refusal,
//! [`ports`] what a store must implement, [`access`] who may do what. With the feature `testing`, [`testing`] has a store
//! in memory and the contract suite that every store must pass; `examples/own_store.rs` shows one of your own.

pub mod access;
pub mod amount;
pub mod asset;
pub mod audit;
pub mod book;
pub mod chain;
pub mod change;
pub mod claim;
pub mod command;
pub mod copy;
pub mod decide;
pub mod flow;
pub mod group;
pub mod history;
pub mod key;
pub mod lane;
pub mod metadata;
pub mod origin;
pub mod owner;
pub mod period;
pub mod policy;
pub mod ports;
pub mod proof;
pub mod rates;
pub mod rejection;
pub mod terms;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod time;
pub mod transaction;
pub mod wallet;

pub use amount::{Amount, Balance, InvalidAmount, MINOR_MAX};
pub use asset::{Asset, AssetCode, AssetTag, InvalidAsset};
pub use audit::{AssetProof, Finding, Invariant, SupplyAudit, SystemWallets, Verification};
pub use book::{Book, Credited, Footprint, WalletName};
pub use chain::{ChainHash, ChainLink, Head, Seal};
pub use change::{
    Actor, AssetChange, AssetRefusal, Change, ChangeAction, ChangeNote, ChangeRecord, StatusChange, StatusRefusal,
};
pub use claim::{Claim, ClaimKind, ClaimStatus};
pub use command::{Command, Details, Fingerprint, InvalidCommand, Leg};
pub use decide::{Plan, Widen, decide};
pub use flow::{Flow, Route};
pub use group::{Group, GroupKind};
pub use key::{IdempotencyKey, InvalidKey, TransactionId};
pub use lane::{InvalidLanes, Lane, Lanes, Stripe};
pub use metadata::{InvalidMetadata, Metadata};
pub use origin::{InvalidOrigin, Origin};
pub use owner::{InvalidOwner, OwnerId, ShardKey};
pub use period::{InvalidZone, Period, Usage, Used, Zone};
pub use policy::{InvalidPolicy, Limit, OverMax, PaymentRule, Policy, PolicyChange, Rate};
pub use ports::{
    AssetCreation, BackupRecord, Boxed, ChangeSubject, DiskUsage, HoldPosition, Ledger, OpenHold, Page, PageRequest,
    PoolUsage, Position, Registry, StatementLine, StoreError, StoreErrorKind, VerificationRecord, Verifier,
    WalletOpening, Wallets,
};
pub use rates::{RateCycle, RateCycles};
pub use rejection::Rejection;
pub use terms::{OnShortfall, Order, Sum, Terms};
pub use text::{Description, InvalidText, Name, Person, Reference};
pub use time::{Clock, Timestamp};
pub use transaction::{ClaimEffect, Effects, Entry, Outcome, Payment, Posting, Transaction};
pub use wallet::{Block, Wallet, WalletId, WalletState, WalletStatus};
