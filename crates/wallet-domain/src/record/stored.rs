//! Stored rows: what a row must satisfy to be a record. Checked here once, for every adapter.
//!
//! An adapter reads a row's columns as its driver has them and hands them over; it gets the domain's type, or an
//! [`InvalidRow`] that says which part is wrong. A row that is none of ours is corrupt for a reader and a finding for a
//! proof.

use std::fmt::Display;

use crate::asset::change::{Change, ChangeAction, ChangeNote, ChangeRecord};
use crate::asset::policy::Policy;
use crate::asset::{Asset, usage::Usage};
use crate::flow::Flow;
use crate::flow::command::{Command, CommandParts};
use crate::flow::details::Details;
use crate::flow::terms::Terms;
use crate::record::claim::{Claim, ClaimKind, ClaimStatus};
use crate::record::line::{StatementLine, StripePart};
use crate::record::rejection::Rejection;
use crate::record::transaction::{Effects, Entry, Posting, Transaction};
use crate::record::wallet::{Wallet, WalletState, WalletStatus};
use crate::value::amount::{Amount, Balance};
use crate::value::asset_code::AssetCode;
use crate::value::key::{IdempotencyKey, TransactionId};
use crate::value::metadata::Metadata;
use crate::value::origin::Origin;
use crate::value::owner::OwnerId;
use crate::value::text::{Actor, Description, Name, ObjectId, Reference};
use crate::value::time::Timestamp;
use crate::value::wallet_id::WalletId;

/// The status of a posted transaction, as it is stored.
pub const POSTED: i16 = 1;
/// The status of a rejected transaction, as it is stored.
pub const REJECTED: i16 = 2;

/// A row that is none of ours: which part of it, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRow(String);

impl InvalidRow {
    /// A row with that part, which is wrong for that reason.
    pub fn new(part: impl Display, why: impl Display) -> Self {
        Self(format!("{part}: {why}"))
    }
}

fn parsed<T>(part: &str, result: Result<T, impl Display>) -> Result<T, InvalidRow> {
    result.map_err(|why| InvalidRow::new(part, why))
}

fn parsed_if_any<'a, T, E: Display>(
    part: &str,
    text: Option<&'a str>,
    parse: impl FnOnce(&'a str) -> Result<T, E>,
) -> Result<Option<T>, InvalidRow> {
    parsed(part, text.map(parse).transpose())
}

fn known<T>(part: &str, found: Option<T>) -> Result<T, InvalidRow> {
    found.ok_or_else(|| InvalidRow::new(part, "there is no such one"))
}

/// A flow by its code.
pub fn flow(code: i16) -> Result<Flow, InvalidRow> {
    known("flow", Flow::from_code(code))
}

/// A policy, or the default one where none is stored.
pub fn policy(json: Option<&str>) -> Result<Policy, InvalidRow> {
    Ok(parsed_if_any("policy", json, Policy::from_json)?.unwrap_or_default())
}

/// A policy as it is stored: the default one is not.
pub fn stored_policy(policy: &Policy) -> Option<String> {
    (*policy != Policy::default()).then(|| policy.to_json())
}

/// What was used of limits, if anything.
pub fn usage(json: Option<&str>) -> Result<Option<Usage>, InvalidRow> {
    parsed_if_any("usage", json, Usage::from_json)
}

/// A row of an asset.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredAsset<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub policy: Option<&'a str>,
}

impl StoredAsset<'_> {
    /// The asset.
    pub fn check(self) -> Result<Asset, InvalidRow> {
        Ok(Asset {
            code: parsed("code", AssetCode::new(self.code))?,
            name: parsed("name", Name::new(self.name))?,
            description: parsed_if_any("description", self.description, Description::new)?,
            policy: policy(self.policy)?,
        })
    }
}

/// A row of a change.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredChange<'a> {
    pub number: i64,
    pub at: Timestamp,
    pub actor: &'a str,
    pub actor_name: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub action: &'a str,
    pub owner: Option<&'a str>,
    pub asset: Option<&'a str>,
    pub object: Option<&'a str>,
    pub before: Option<String>,
    pub after: String,
}

impl StoredChange<'_> {
    /// The change.
    pub fn check(self) -> Result<ChangeRecord, InvalidRow> {
        let note = ChangeNote {
            actor: parsed("actor", Actor::new(self.actor))?,
            name: parsed_if_any("actor_name", self.actor_name, Name::new)?,
            reason: parsed_if_any("reason", self.reason, Description::new)?,
        };
        let change = Change {
            action: known("action", ChangeAction::from_name(self.action))?,
            owner: parsed_if_any("owner", self.owner, OwnerId::new)?,
            asset: parsed_if_any("asset", self.asset, AssetCode::new)?,
            object: parsed_if_any("object", self.object, ObjectId::new)?,
            before: self.before,
            after: self.after,
        };
        Ok(ChangeRecord { number: self.number, at: self.at, note, change })
    }
}

/// A row of a wallet, but for whose it is.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredState {
    pub id: i64,
    pub balance: i64,
    pub held: i64,
    pub debt: i64,
    pub floor: i64,
    pub sequence: i64,
    pub version: i64,
    pub status: i16,
    pub last_entry_at: Timestamp,
}

impl StoredState {
    /// The wallet's state.
    pub fn check(self) -> Result<WalletState, InvalidRow> {
        let Self { id, balance, held, debt, floor, sequence, version, status, last_entry_at } = self;
        Ok(WalletState {
            id: WalletId::from_value(id),
            balance: parsed("balance", Balance::new(balance))?,
            held,
            debt,
            floor: parsed("floor", Balance::new(floor))?,
            sequence,
            version,
            status: known("status", WalletStatus::from_code(status))?,
            last_entry_at,
        })
    }

    /// The wallet of that owner and asset.
    pub fn check_of(self, owner: &str, asset: &str) -> Result<Wallet, InvalidRow> {
        Ok(Wallet {
            owner: parsed("owner", OwnerId::new(owner))?,
            asset: parsed("asset", AssetCode::new(asset))?,
            state: self.check()?,
        })
    }
}

/// A row of an entry, with its wallet's owner and asset.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredEntry<'a> {
    pub wallet: i64,
    pub owner: &'a str,
    pub asset: &'a str,
    pub amount: i64,
    pub balance_after: i64,
    pub sequence: i64,
}

impl StoredEntry<'_> {
    /// The entry.
    pub fn check(self) -> Result<Entry, InvalidRow> {
        let owner = parsed("owner", OwnerId::new(self.owner))?;
        let asset = parsed("asset", AssetCode::new(self.asset))?;
        self.check_of(&owner, &asset)
    }

    /// The entry, in a wallet whose owner and asset are known.
    pub fn check_of(self, owner: &OwnerId, asset: &AssetCode) -> Result<Entry, InvalidRow> {
        Ok(Entry {
            wallet: WalletId::from_value(self.wallet),
            owner: owner.clone(),
            asset: asset.clone(),
            amount: self.amount,
            balance_after: parsed("balance_after", Balance::new(self.balance_after))?,
            sequence: self.sequence,
        })
    }
}

/// A row of a claim.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredClaim {
    pub id: TransactionId,
    pub kind: i16,
    pub wallet: i64,
    pub amount: i64,
    pub taken: i64,
    pub status: i16,
    pub expires_at: Option<Timestamp>,
}

impl StoredClaim {
    /// The claim.
    pub fn check(self) -> Result<Claim, InvalidRow> {
        let Self { id, kind, wallet, amount, taken, status, expires_at } = self;
        Ok(Claim {
            id,
            kind: known("kind", ClaimKind::from_code(kind))?,
            wallet: WalletId::from_value(wallet),
            amount,
            taken,
            status: known("status", ClaimStatus::from_code(status))?,
            expires_at,
        })
    }
}

/// What a caller attached to a transaction.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredDetails<'a> {
    pub reference: Option<&'a str>,
    pub description: Option<&'a str>,
    pub metadata: Option<&'a str>,
}

impl StoredDetails<'_> {
    /// The details.
    pub fn check(self) -> Result<Details, InvalidRow> {
        Ok(Details {
            reference: parsed_if_any("reference", self.reference, Reference::new)?,
            description: parsed_if_any("description", self.description, Description::new)?,
            metadata: parsed_if_any("metadata", self.metadata, Metadata::parse)?,
        })
    }
}

/// A row of a transaction, whose entries are still to be read.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the columns, as the schema explains them")]
pub struct StoredTransaction<'a> {
    pub id: TransactionId,
    pub owner: &'a str,
    pub idempotency_key: &'a str,
    pub fingerprint: &'a [u8],
    pub flow: i16,
    pub status: i16,
    pub asset: Option<&'a str>,
    pub amount: i64,
    pub details: StoredDetails<'a>,
    pub rejection: Option<&'a str>,
    pub created_at: Timestamp,
    pub terms: Option<&'a str>,
    pub effects: Option<&'a str>,
    pub about: Option<TransactionId>,
    pub origin: Option<&'a str>,
}

impl StoredTransaction<'_> {
    /// The transaction as far as its row tells. Its id must be the one of its owner and key, and its fingerprint that of
    /// its command.
    pub fn check(self) -> Result<Recorded, InvalidRow> {
        self.check_beside(None)
    }

    /// One of its entries as a line; `parts` are those of the same wallet, if it has stripes. Lines do not say who asked.
    pub fn check_line(self, entry: Entry, parts: Vec<StripePart>) -> Result<StatementLine, InvalidRow> {
        let Recorded { command, created_at, result } =
            Self { origin: None, ..self }.check_beside(Some((&entry.owner, &entry.asset)))?;
        let effects =
            result.map_err(|_| InvalidRow::new(format!("transaction {}", command.id()), "it has an entry"))?;
        let parts = StripePart::if_several(parts);
        Ok(StatementLine { entry, parts, command, effects: effects.map(Box::new), created_at })
    }

    /// Its owner and asset share the text of `known`, where they are the same.
    fn check_beside(self, known: Option<(&OwnerId, &AssetCode)>) -> Result<Recorded, InvalidRow> {
        let this = || format!("transaction {}", self.id);
        let rejection = parsed_if_any("rejection", self.rejection, Rejection::from_json)?;
        let result = match (self.status, rejection) {
            (POSTED, None) => Ok(parsed_if_any("effects", self.effects, Effects::from_json)?),
            (REJECTED, Some(rejection)) => Err(rejection),
            (status, _) => {
                return Err(InvalidRow::new(
                    this(),
                    format!("its status is {status}, which its rejection contradicts"),
                ));
            }
        };
        let command = self.command(&result, known)?;
        if self.id != command.id() {
            return Err(InvalidRow::new(this(), "its id is not the name of its owner and key"));
        }
        if command.fingerprint().as_bytes() != self.fingerprint {
            return Err(InvalidRow::new(this(), "its fingerprint is not that of what it says was asked"));
        }
        // Neither the fingerprint nor the chain covers the column, so it has to be what the terms say.
        if command.refers_to() != self.about {
            return Err(InvalidRow::new(this(), "it is filed as about another one"));
        }
        Ok(Recorded { command, created_at: self.created_at, result })
    }

    fn command(
        &self,
        result: &Result<Option<Effects>, Rejection>,
        known: Option<(&OwnerId, &AssetCode)>,
    ) -> Result<Command, InvalidRow> {
        let owner = match known.map(|(owner, _)| owner).filter(|owner| owner.as_str() == self.owner) {
            Some(owner) => owner.clone(),
            None => parsed("owner", OwnerId::new(self.owner))?,
        };
        let asset = match (self.asset, result) {
            (Some(code), _) => match known.map(|(_, asset)| asset).filter(|asset| asset.as_str() == code) {
                Some(asset) => asset.clone(),
                None => parsed("asset", AssetCode::new(code))?,
            },
            // An asset that was not found is remembered by its refusal alone.
            (None, Err(Rejection::AssetNotFound { asset })) => asset.clone(),
            (None, _) => return Err(InvalidRow::new("asset", "it is not there")),
        };
        let parts = CommandParts {
            flow: flow(self.flow)?,
            key: parsed("idempotency_key", IdempotencyKey::internal(self.idempotency_key))?,
            owner,
            asset,
            amount: parsed("amount", Amount::new(u64::try_from(self.amount).unwrap_or_default()))?,
            terms: parsed_if_any("terms", self.terms, Terms::from_json)?,
            details: self.details.check()?,
        };
        let command = parsed("command", parts.build_stored(self.terms))?;
        let origin = parsed_if_any("origin", self.origin, Origin::from_json)?;
        Ok(origin.into_iter().fold(command, |command, origin| command.by(origin.into())))
    }
}

/// A transaction whose row is sound, without its entries.
#[derive(Debug, Clone)]
pub struct Recorded {
    command: Command,
    created_at: Timestamp,
    result: Result<Option<Effects>, Rejection>,
}

impl Recorded {
    /// Whether it was posted: only then it may have entries.
    pub fn is_posted(&self) -> bool {
        self.result.is_ok()
    }

    /// What was asked.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// The transaction, with the entries that were read. A posted one must tell what its owner holds.
    pub fn with_entries(self, entries: Vec<Entry>) -> Result<Transaction, InvalidRow> {
        let Self { command, created_at, result } = self;
        let posting = match result {
            Err(rejection) => return Ok(Transaction { command, created_at, result: Err(rejection) }),
            Ok(effects) => Posting::of(command.owner(), entries, effects),
        };
        let why = || {
            InvalidRow::new(
                format!("transaction {}", command.id()),
                "its owner has no entry in it, and it has no effects",
            )
        };
        let result = Ok(posting.ok_or_else(why)?);
        Ok(Transaction { command, created_at, result })
    }
}
