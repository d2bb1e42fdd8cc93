//! The parameters of statements that carry many rows: one array a column, rows in key order, so that neighbours share
//! pages.

use std::time::SystemTime;

use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wallet_domain::{
    AssetCode, Claim, Description, Entry, Footprint, Metadata, Opening, Origin, OwnerId, Payment, Reference, ShardKey,
    Terms, Transaction, TransactionId, WalletState,
};

use crate::engine::Layout;
use crate::rows::to_system_time;
use crate::sql::{INSERT_PLAIN_TRANSACTIONS, INSERT_TRANSACTIONS, Statement};

/// A statement's parameters.
pub(crate) type Params<'p, const N: usize> = [&'p (dyn ToSql + Sync); N];

/// A wallet's name: its owner and asset.
pub(crate) type Name = (OwnerId, AssetCode);

/// Names of wallets whose owners have no stripes, in the order in which they are given.
pub(crate) struct NameColumns<'a> {
    pub(crate) shard_keys: Vec<i16>,
    pub(crate) owners: Vec<&'a str>,
    pub(crate) codes: Vec<&'a str>,
}

impl<'a> NameColumns<'a> {
    pub(crate) fn of(names: impl Iterator<Item = &'a Name> + Clone) -> Self {
        Self {
            shard_keys: names.clone().map(|(owner, _)| ShardKey::of(owner).value()).collect(),
            owners: names.clone().map(|(owner, _)| owner.as_str()).collect(),
            codes: names.map(|(_, asset)| asset.as_str()).collect(),
        }
    }

    /// The parameters of `find_wallets`, as of a moment.
    pub(crate) fn params<'p>(&'p self, now: &'p (dyn ToSql + Sync)) -> Params<'p, 4> {
        [&self.shard_keys, &self.owners, &self.codes, now]
    }

    /// The parameters of `find_open_holds`.
    pub(crate) fn names(&self) -> Params<'_, 3> {
        [&self.shard_keys, &self.owners, &self.codes]
    }

    /// The names of the footprint's wallets that are short.
    pub(crate) fn of_short(footprint: &Footprint<'a>) -> Self {
        let names = || footprint.short().iter().map(|slot| footprint.wallets()[*slot]);
        Self {
            shard_keys: names().map(|name| name.shard_key().value()).collect(),
            owners: names().map(|name| name.owner.as_str()).collect(),
            codes: names().map(|name| name.asset.as_str()).collect(),
        }
    }
}

/// A name's shard key, owner, asset and stripe, and its slot.
type NameRow<'a> = (i16, &'a str, &'a AssetCode, i16, usize);

/// The parameters of `lock_wallets`, by shard, owner, asset and stripe: neighbours in the index of names are looked up one after
/// the other. The statement locks by ascending id.
pub(crate) struct WalletNames<'a> {
    /// The footprint's slots, in the order of the rows.
    pub(crate) slots: Vec<usize>,
    shard_keys: Vec<i16>,
    owners: Vec<&'a str>,
    stripes: Vec<i16>,
    positions: Vec<i32>,
}

impl<'a> WalletNames<'a> {
    /// The names of a footprint: all of them, or on a distributed ledger those of each shard, in the order in which shards
    /// are locked.
    pub(crate) fn of(footprint: &'a Footprint<'a>, layout: Option<&Layout>) -> Vec<Self> {
        let mut rows: Vec<NameRow<'a>> = (footprint.wallets().iter().enumerate())
            .map(|(slot, name)| (name.shard_key().value(), name.owner.as_str(), name.asset, name.stripe.number(), slot))
            .collect();
        rows.sort_unstable();
        let Some(layout) = layout else { return vec![Self::of_rows(footprint, rows)] };
        let place = |row: &NameRow<'a>| layout.place_of(row.0);
        rows.sort_by_key(place);
        let shards = rows.chunk_by(|one, other| place(one) == place(other));
        shards.map(|rows| Self::of_rows(footprint, rows.to_vec())).collect()
    }

    fn of_rows(footprint: &'a Footprint<'a>, rows: Vec<NameRow<'a>>) -> Self {
        // SQL counts from 1.
        let position = |slot: usize| 1 + footprint.asset_of(slot);
        Self {
            shard_keys: rows.iter().map(|(shard, ..)| *shard).collect(),
            owners: rows.iter().map(|(_, owner, ..)| *owner).collect(),
            stripes: rows.iter().map(|(.., stripe, _)| *stripe).collect(),
            positions: rows.iter().map(|(.., slot)| count(position(*slot))).collect(),
            slots: rows.into_iter().map(|(.., slot)| slot).collect(),
        }
    }

    pub(crate) fn params<'p>(&'p self, codes: &'p Vec<&'a str>) -> Params<'p, 5> {
        [&self.shard_keys, &self.owners, &self.stripes, &self.positions, codes]
    }
}

/// The parameters of `find_transactions`.
pub(crate) struct IdColumns {
    /// The footprint's slots, in the order of the rows.
    pub(crate) slots: Vec<usize>,
    shard_keys: Vec<i16>,
    ids: Vec<Uuid>,
}

impl IdColumns {
    pub(crate) fn of(footprint: &Footprint<'_>) -> Self {
        let mut rows: Vec<_> = footprint.ids().iter().copied().zip(0..).collect();
        rows.sort_unstable();
        Self {
            shard_keys: rows.iter().map(|(id, _)| id.shard_key()).collect(),
            ids: rows.iter().map(|(id, _)| id.as_uuid()).collect(),
            slots: rows.into_iter().map(|(_, slot)| slot).collect(),
        }
    }

    pub(crate) fn params(&self) -> Params<'_, 2> {
        [&self.shard_keys, &self.ids]
    }
}

/// The parameters of `insert_transactions`.
#[derive(Default)]
pub(crate) struct TransactionColumns<'a> {
    shard_keys: Vec<i16>,
    ids: Vec<Uuid>,
    owners: Vec<&'a str>,
    keys: Vec<&'a str>,
    fingerprints: Vec<&'a [u8]>,
    flows: Vec<i16>,
    assets: Vec<Option<i32>>,
    amounts: Vec<i64>,
    references: Vec<Option<&'a str>>,
    descriptions: Vec<Option<&'a str>>,
    metadata: Vec<Option<&'a str>>,
    rejections: Vec<Option<String>>,
    times: Vec<SystemTime>,
    first_legs: Vec<i32>,
    last_legs: Vec<i32>,
    wallet_ids: Vec<i64>,
    sequences: Vec<i64>,
    /// Each origin that differs from the one before: a batch has few, and most rows share one.
    origins: Vec<&'a str>,
    /// The place of each row's origin, from 1; 0 if it has none.
    origin_numbers: Vec<i32>,
    terms: Vec<Option<String>>,
    effects: Vec<Option<String>>,
    about: Vec<Option<Uuid>>,
    has_terms: bool,
}

impl<'a> TransactionColumns<'a> {
    /// Transactions, each with the id of its asset.
    pub(crate) fn of(decided: impl Iterator<Item = (&'a Transaction, Option<i32>)>) -> Self {
        let mut rows: Vec<(&Transaction, Option<i32>)> = decided.collect();
        rows.sort_unstable_by_key(|(transaction, _)| transaction.id());
        let mut columns = Self::default();
        for (transaction, asset_id) in rows {
            let command = &transaction.command;
            let details = command.details();
            columns.shard_keys.push(transaction.id().shard_key());
            columns.ids.push(transaction.id().as_uuid());
            columns.owners.push(command.owner().as_str());
            columns.keys.push(command.key().as_str());
            columns.fingerprints.push(command.fingerprint_bytes());
            columns.flows.push(command.flow().code());
            columns.assets.push(asset_id);
            columns.amounts.push(command.amount().minor());
            columns.references.push(details.reference.as_ref().map(Reference::as_str));
            columns.descriptions.push(details.description.as_ref().map(Description::as_str));
            columns.metadata.push(details.metadata.as_ref().map(Metadata::as_str));
            columns.rejections.push(transaction.result.as_ref().err().map(wallet_domain::Rejection::to_json));
            columns.times.push(to_system_time(transaction.created_at));
            let effects = transaction.result.as_ref().ok().and_then(|posting| posting.effects.as_ref());
            columns.has_terms |= effects.is_some() || command.terms().is_some();
            columns.terms.push(command.terms().map(Terms::to_json));
            columns.effects.push(effects.map(|effects| effects.to_json()));
            columns.about.push(command.refers_to().map(TransactionId::as_uuid));
            columns.push_origin(command.origin().map(Origin::as_json));
            columns.first_legs.push(count(columns.wallet_ids.len() + 1));
            for entry in transaction.entries() {
                columns.wallet_ids.push(entry.wallet.value());
                columns.sequences.push(entry.sequence);
            }
            columns.last_legs.push(count(columns.wallet_ids.len()));
        }
        columns
    }

    /// The statement that inserts them, and its parameters.
    pub(crate) fn insertion(&self) -> (Statement, Vec<&(dyn ToSql + Sync)>) {
        let all = self.params();
        if self.has_terms {
            (INSERT_TRANSACTIONS, all.to_vec())
        } else {
            (INSERT_PLAIN_TRANSACTIONS, all[..19].to_vec())
        }
    }

    fn push_origin(&mut self, origin: Option<&'a str>) {
        let Some(origin) = origin else { return self.origin_numbers.push(0) };
        // A batch has about as many origins as keys; a look through more than a few would cost more than it saves.
        let known = self.origins.iter().rev().take(8).position(|known| *known == origin);
        let at = known.map_or(self.origins.len(), |behind| self.origins.len() - 1 - behind);
        if known.is_none() {
            self.origins.push(origin);
        }
        self.origin_numbers.push(count(at + 1));
    }

    fn params(&self) -> Params<'_, 22> {
        [
            &self.shard_keys,
            &self.ids,
            &self.owners,
            &self.keys,
            &self.fingerprints,
            &self.flows,
            &self.assets,
            &self.amounts,
            &self.references,
            &self.descriptions,
            &self.metadata,
            &self.rejections,
            &self.times,
            &self.first_legs,
            &self.last_legs,
            &self.wallet_ids,
            &self.sequences,
            &self.origins,
            &self.origin_numbers,
            &self.terms,
            &self.effects,
            &self.about,
        ]
    }
}

pub(crate) fn count(things: usize) -> i32 {
    i32::try_from(things).expect("a batch has far fewer than 2^31 of anything")
}

/// The parameters of `find_payments`.
pub(crate) struct PaymentNames<'a> {
    shard_keys: Vec<i16>,
    payment_refs: Vec<&'a str>,
}

impl<'a> PaymentNames<'a> {
    pub(crate) fn of(payment_refs: impl Iterator<Item = &'a Reference> + Clone) -> Self {
        Self {
            shard_keys: payment_refs.clone().map(|payment_ref| ShardKey::of_payment(payment_ref).value()).collect(),
            payment_refs: payment_refs.map(Reference::as_str).collect(),
        }
    }

    pub(crate) fn params(&self) -> Params<'_, 2> {
        [&self.shard_keys, &self.payment_refs]
    }
}

/// The parameters of `insert_payments`.
#[derive(Default)]
pub(crate) struct PaymentColumns<'a> {
    shard_keys: Vec<i16>,
    payment_refs: Vec<&'a str>,
    ordinals: Vec<i64>,
    transactions: Vec<Uuid>,
}

impl<'a> PaymentColumns<'a> {
    pub(crate) fn of(payments: impl Iterator<Item = Payment<'a>>) -> Self {
        let mut rows: Vec<_> =
            payments.map(|it| (ShardKey::of_payment(it.payment_ref).value(), it.payment_ref.as_str(), it)).collect();
        rows.sort_unstable_by_key(|(shard, payment_ref, it)| (*shard, *payment_ref, it.ordinal));
        let mut columns = Self::default();
        for (shard, payment_ref, Payment { ordinal, transaction, .. }) in rows {
            columns.shard_keys.push(shard);
            columns.payment_refs.push(payment_ref);
            columns.ordinals.push(ordinal);
            columns.transactions.push(transaction.as_uuid());
        }
        columns
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ordinals.is_empty()
    }

    pub(crate) fn params(&self) -> Params<'_, 4> {
        [&self.shard_keys, &self.payment_refs, &self.ordinals, &self.transactions]
    }
}

/// The parameters of `insert_entries`.
#[derive(Default)]
pub(crate) struct EntryColumns {
    wallet_ids: Vec<i64>,
    sequences: Vec<i64>,
    transactions: Vec<Uuid>,
    amounts: Vec<i64>,
    balances: Vec<i64>,
    times: Vec<SystemTime>,
}

impl EntryColumns {
    pub(crate) fn of<'a>(decided: impl Iterator<Item = &'a Transaction>) -> Self {
        let mut rows: Vec<(&Entry, &Transaction)> = decided
            .flat_map(|transaction| transaction.entries().iter().map(move |entry| (entry, transaction)))
            .collect();
        rows.sort_unstable_by_key(|(entry, _)| (entry.wallet, entry.sequence));
        let mut columns = Self::default();
        for (entry, transaction) in rows {
            columns.wallet_ids.push(entry.wallet.value());
            columns.sequences.push(entry.sequence);
            columns.transactions.push(transaction.id().as_uuid());
            columns.amounts.push(entry.amount);
            columns.balances.push(entry.balance_after.minor());
            columns.times.push(to_system_time(transaction.created_at));
        }
        columns
    }

    pub(crate) fn params(&self) -> Params<'_, 6> {
        [&self.wallet_ids, &self.sequences, &self.transactions, &self.amounts, &self.balances, &self.times]
    }
}

/// The parameters of `upsert_claims`.
#[derive(Default)]
pub(crate) struct ClaimColumns {
    ids: Vec<Uuid>,
    kinds: Vec<i16>,
    wallet_ids: Vec<i64>,
    amounts: Vec<i64>,
    taken: Vec<i64>,
    statuses: Vec<i16>,
    times: Vec<Option<SystemTime>>,
}

impl ClaimColumns {
    pub(crate) fn of(claims: &[Claim]) -> Self {
        let mut columns = Self::default();
        for claim in claims {
            columns.ids.push(claim.id.as_uuid());
            columns.kinds.push(claim.kind.code());
            columns.wallet_ids.push(claim.wallet.value());
            columns.amounts.push(claim.amount);
            columns.taken.push(claim.taken);
            columns.statuses.push(claim.status.code());
            columns.times.push(claim.expires_at.map(to_system_time));
        }
        columns
    }

    pub(crate) fn params(&self) -> Params<'_, 7> {
        [&self.ids, &self.kinds, &self.wallet_ids, &self.amounts, &self.taken, &self.statuses, &self.times]
    }
}

/// The parameters of `update_wallets`.
#[derive(Default)]
pub(crate) struct WalletColumns {
    ids: Vec<i64>,
    balances: Vec<i64>,
    held: Vec<i64>,
    debts: Vec<i64>,
    sequences: Vec<i64>,
    versions: Vec<i64>,
    times: Vec<SystemTime>,
}

impl WalletColumns {
    pub(crate) fn of<'a>(wallets: impl Iterator<Item = &'a WalletState>) -> Self {
        let mut columns = Self::default();
        for wallet in wallets {
            columns.ids.push(wallet.id.value());
            columns.balances.push(wallet.balance.minor());
            columns.held.push(wallet.held);
            columns.debts.push(wallet.debt);
            columns.sequences.push(wallet.sequence);
            columns.versions.push(wallet.version);
            columns.times.push(to_system_time(wallet.last_entry_at));
        }
        columns
    }

    pub(crate) fn params(&self) -> Params<'_, 7> {
        [&self.ids, &self.balances, &self.held, &self.debts, &self.sequences, &self.versions, &self.times]
    }
}

/// The parameters of `insert_openings` but for the time.
#[derive(Default)]
pub(crate) struct OpeningColumns<'a> {
    ids: Vec<i64>,
    owners: Vec<&'a str>,
    assets: Vec<Option<i32>>,
    floors: Vec<i64>,
}

impl<'a> OpeningColumns<'a> {
    pub(crate) fn of(openings: &'a [Opening], asset_ids: &[Option<i32>]) -> Self {
        let mut columns = Self::default();
        for Opening { owner, asset_slot, state, .. } in openings {
            columns.ids.push(state.id.value());
            columns.owners.push(owner.as_str());
            columns.assets.push(asset_ids[*asset_slot]);
            columns.floors.push(state.floor.minor());
        }
        columns
    }

    pub(crate) fn params<'p>(&'p self, at: &'p SystemTime) -> Params<'p, 5> {
        [&self.ids, &self.owners, &self.assets, &self.floors, at]
    }
}
