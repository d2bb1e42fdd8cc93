//! What a row of the journal is made into: records, and for a proof what cannot be read back, with the reason.

use std::error::Error as _;

use tokio_postgres::Row;
use uuid::Uuid;
use wallet_domain::copy::CommitCopy;
use wallet_domain::proof::{AssetRecord, ClaimRecord, Filed, Leg, TransactionRecord, WalletRecord};
use wallet_domain::record::stored::{REJECTED, Recorded};
use wallet_domain::{AssetCode, AssetProof, Seal, StoreErrorKind, Timestamp, Transaction, TransactionId, WalletId};

use crate::error::Failure;
use crate::rows;

/// The entries that a chunk of transactions names, in the order of their keys.
#[derive(Default)]
pub(super) struct Named {
    pub(super) wallets: Vec<i64>,
    pub(super) sequences: Vec<i64>,
    /// Which transaction of the chunk names it.
    pub(super) owners: Vec<usize>,
}

impl Named {
    pub(super) fn sort(&mut self) {
        let mut legs: Vec<_> =
            (0..self.owners.len()).map(|at| (self.wallets[at], self.sequences[at], self.owners[at])).collect();
        legs.sort_unstable();
        self.wallets = legs.iter().map(|leg| leg.0).collect();
        self.sequences = legs.iter().map(|leg| leg.1).collect();
        self.owners = legs.iter().map(|leg| leg.2).collect();
    }

    pub(super) fn leg(&self, at: usize, row: &Row) -> Result<Leg, Failure> {
        Ok(Leg {
            wallet: self.wallets[at],
            sequence: self.sequences[at],
            amount: rows::get(row, "amount")?,
            balance_after: rows::get(row, "balance_after")?,
            created_at: Some(moment(row)?),
            owner: rows::get(row, "owner")?,
            asset: rows::get(row, "asset")?,
        })
    }
}

pub(super) fn asset_record(row: &Row) -> Result<AssetRecord, Failure> {
    let code: &str = rows::get(row, "code")?;
    let sum: String = rows::get(row, "sum")?;
    let proof = AssetProof {
        asset: AssetCode::new(code).map_err(Failure::corrupt)?,
        supply: rows::get(row, "supply")?,
        wallets: rows::get(row, "wallets")?,
        entries: rows::get(row, "entries")?,
        in_balance: sum == "0",
    };
    Ok(AssetRecord { proof, sum })
}

/// The shard keys and the ids of rows.
pub(super) fn keys_of(rows: &[Row]) -> Result<(Vec<i16>, Vec<Uuid>), Failure> {
    let keys = rows.iter().map(|row| Ok((rows::get(row, "shard_key")?, rows::get(row, "id")?)));
    Ok(keys.collect::<Result<Vec<(i16, Uuid)>, Failure>>()?.into_iter().unzip())
}

pub(super) fn commit(row: &Row, lane: i16, transactions: Vec<Transaction>) -> Result<CommitCopy, Failure> {
    Ok(CommitCopy {
        lane,
        number: rows::get(row, "number")?,
        created_at: rows::timestamp(row, "created_at")?,
        seal: Seal::from_stored(rows::get(row, "root")?, rows::get(row, "previous")?).map_err(Failure::corrupt)?,
        transactions,
    })
}

/// Claims with the transactions that they follow from: `its` names them in the order of the claims, `found` holds them by
/// their places there.
pub(super) fn claim_records(claims: &[Row], its: &[Row], found: &[Row]) -> Result<Vec<ClaimRecord>, Failure> {
    let mut records = Vec::with_capacity(claims.len());
    for claim in claims {
        let id = TransactionId::from_uuid(rows::get(claim, "id")?);
        let filed = Filed { shard: rows::get(claim, "shard_key")?, id };
        records.push(ClaimRecord { filed, claim: readable(rows::claim(claim))?, transactions: Ok(Vec::new()) });
    }
    let mut places: Vec<(usize, &Row)> =
        found.iter().map(|row| Ok((rows::slot(row)?, row))).collect::<Result<_, Failure>>()?;
    places.sort_unstable_by_key(|(place, _)| *place);
    for (place, transaction) in places {
        let record = &mut records[rows::slot(&its[place])?].transactions;
        match (readable(rows::transaction(transaction))?, &mut *record) {
            (Ok(transaction), Ok(transactions)) => transactions.push(transaction),
            (Err(why), _) => *record = Err(why),
            (Ok(_), Err(_)) => {}
        }
    }
    Ok(records)
}

pub(super) fn wallet_record(row: &Row) -> Result<WalletRecord, Failure> {
    Ok(WalletRecord {
        id: WalletId::from_value(rows::get(row, "id")?),
        stripe: rows::get(row, "stripe")?,
        wallet: readable(rows::wallet(row))?,
        claimed: rows::get(row, "claimed")?,
        owed: rows::get(row, "owed")?,
        latest: rows::get(row, "latest")?,
    })
}

/// A transaction, whose legs are noted to be read.
pub(super) fn transaction_record(row: &Row, at: usize, named: &mut Named) -> Result<TransactionRecord, Failure> {
    let wallets: Vec<i64> = rows::get(row, "wallet_ids")?;
    let sequences: Vec<i64> = rows::get(row, "sequences")?;
    let record = TransactionRecord {
        id: TransactionId::from_uuid(rows::get(row, "id")?),
        command: readable(rows::recorded(row).map(Recorded::into_command))?,
        created_at: moment(row)?,
        is_rejected: rows::get::<i16>(row, "status")? == REJECTED,
        rejection: rows::get(row, "rejection")?,
        effects: rows::get(row, "effects")?,
        lacks_claim: rows::get(row, "lacks_claim")?,
        payment: rows::get(row, "payment")?,
        named: wallets.len().max(sequences.len()),
        legs: Vec::new(),
    };
    for (wallet, sequence) in wallets.into_iter().zip(sequences) {
        named.wallets.push(wallet);
        named.sequences.push(sequence);
        named.owners.push(at);
    }
    Ok(record)
}

/// The moment of `created_at`. One out of bounds becomes 1970, which the hashes do not match.
pub(super) fn moment(row: &Row) -> Result<Timestamp, Failure> {
    Ok(readable(rows::timestamp(row, "created_at"))?.unwrap_or(Timestamp::from_micros(0)))
}

/// The record, or the reason why its row is corrupt. Passes other failures on.
pub(super) fn readable<T>(read: Result<T, Failure>) -> Result<Result<T, String>, Failure> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(failure) if failure.error.kind == StoreErrorKind::Corrupt => {
            Ok(Err(failure.error.source().map_or_else(|| failure.error.to_string(), ToString::to_string)))
        }
        Err(other) => Err(other),
    }
}
