//! The proof that the store keeps invariants 1 to 5, on one snapshot: one statement a promise, each in a file of its
//! own that says which. Two proofs are by the domain itself, row by row: that floors are as it says, and that every
//! transaction reads back as the command that its id and its fingerprint name.

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;
use wallet_domain::{AssetCode, AssetProof, Clock, Finding, Invariant, OwnerId, Verification, WalletState};

use crate::error::Failure;
use crate::{migrate, queries, row, sql};

/// The statements that give a row (subject, detail) for each place where an invariant does not hold.
const CHECKS: [(Invariant, &str); 10] = [
    (Invariant::TransactionsBalance, sql::FIND_INCOMPLETE_TRANSACTIONS),
    (Invariant::TransactionsBalance, sql::FIND_UNBALANCED_TRANSACTIONS),
    (Invariant::TransactionsBalance, sql::FIND_ZERO_ENTRIES),
    (Invariant::TransactionsBalance, sql::FIND_ORPHAN_ENTRIES),
    (Invariant::WalletsMatchEntries, sql::FIND_UNMATCHED_WALLETS),
    (Invariant::WalletsMatchEntries, sql::FIND_BROKEN_CHAINS),
    (Invariant::FloorsHold, sql::FIND_UNEQUAL_ASSETS),
    (Invariant::RecordsAreImmutable, sql::FIND_BROKEN_COMMITS),
    (Invariant::RecordsAreImmutable, sql::FIND_UNCOMMITTED_TRANSACTIONS),
    (Invariant::KeysNameTransactions, sql::FIND_MISFILED_TRANSACTIONS),
];

/// Proves the invariants.
pub(crate) fn verify(connection: &mut Connection, clock: &dyn Clock) -> Result<Verification, Failure> {
    queries::snapshot(connection, |snapshot| {
        let mut findings = Vec::new();
        for (invariant, statement) in CHECKS {
            findings.extend(queries::list(snapshot, statement, [Verification::FINDINGS_MAX], |row| {
                finding(row, invariant)
            })?);
        }
        findings.extend(prove_floors(snapshot)?);
        findings.extend(prove_schema(snapshot)?);
        findings.extend(prove_identities(snapshot)?);
        findings.sort_by_key(|finding: &Finding| finding.invariant);
        let transactions = snapshot.query_row(sql::COUNT_TRANSACTIONS, [], |row| row.get(0))?;
        Ok(Verification { assets: list_proofs(snapshot)?, transactions, findings, finished_at: clock.now() })
    })
}

fn list_proofs(snapshot: &Connection) -> Result<Vec<AssetProof>, Failure> {
    queries::list(snapshot, sql::LIST_ASSET_PROOFS, [OwnerId::issuance().as_str()], |row| {
        let code: String = row.get(0)?;
        Ok(AssetProof {
            asset: AssetCode::new(&code).map_err(|why| Failure::unreadable("an asset's code", why))?,
            supply: row.get(1)?,
            wallets: row.get(2)?,
            entries: row.get(3)?,
            in_balance: row.get(4)?,
        })
    })
}

/// A row (subject, detail); a subject of 16 bytes is a transaction's id.
fn finding(row: &Row<'_>, invariant: Invariant) -> Result<Finding, Failure> {
    Ok(Finding { invariant, subject: subject(row)?, detail: row.get(1)? })
}

fn subject(row: &Row<'_>) -> Result<String, Failure> {
    Ok(match row.get_ref(0)? {
        ValueRef::Blob(id) => match Uuid::from_slice(id) {
            Ok(id) => format!("transaction {id}"),
            Err(_) => format!("transaction {id:02x?}"),
        },
        ValueRef::Text(name) => String::from_utf8_lossy(name).into_owned(),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => "a row without a name".into(),
    })
}

/// Invariant 3, wallet by wallet: the floor is what the domain gives that owner, and the balance is not below it.
fn prove_floors(snapshot: &Connection) -> Result<Vec<Finding>, Failure> {
    stream(snapshot, sql::LIST_EVERY_WALLET, Invariant::FloorsHold, |row| {
        let wallet = match row::wallet(row) {
            Ok(wallet) => wallet,
            Err(failure) => return unreadable(failure).map(|why| Some((format!("wallet {}", row_name(row)), why))),
        };
        let floor = WalletState::floor_of(&wallet.owner);
        let subject = format!("wallet {} {}", wallet.owner, wallet.asset);
        Ok(if wallet.state.floor != floor {
            Some((subject, format!("its floor is {} and should be {floor}", wallet.state.floor)))
        } else if wallet.state.balance < floor {
            Some((subject, format!("it holds {}, less than its floor of {floor}", wallet.state.balance)))
        } else {
            None
        })
    })
}

fn row_name(row: &Row<'_>) -> String {
    row.get::<_, i64>(0).map_or_else(|_| "of an unknown id".into(), |id| id.to_string())
}

/// Invariant 5, transaction by transaction: read back as a replay would, its id is the name of its owner and key, and
/// its fingerprint that of what it says was asked.
fn prove_identities(snapshot: &Connection) -> Result<Vec<Finding>, Failure> {
    stream(snapshot, sql::LIST_TRANSACTIONS, Invariant::KeysNameTransactions, |row| match row::recorded(row) {
        Ok(_) => Ok(None),
        Err(failure) => Ok(Some((subject(row)?, unreadable(failure)?))),
    })
}

/// Passes on what is no fault of the row's.
fn unreadable(failure: Failure) -> Result<String, Failure> {
    match failure {
        Failure::Unreadable(why) => Ok(why),
        Failure::Sqlite(error) if error.sqlite_error().is_none() => Ok(error.to_string()),
        other => Err(other),
    }
}

/// Judges every row of a statement, and stops once there are findings enough.
fn stream(
    snapshot: &Connection,
    sql: &str,
    invariant: Invariant,
    judge: impl Fn(&Row<'_>) -> Result<Option<(String, String)>, Failure>,
) -> Result<Vec<Finding>, Failure> {
    let findings_max = usize::try_from(Verification::FINDINGS_MAX).expect("a small number");
    let mut statement = snapshot.prepare(sql)?;
    let mut rows = statement.query(params![])?;
    let mut findings = Vec::new();
    while let Some(row) = rows.next()? {
        if findings.len() == findings_max {
            break;
        }
        findings.extend(judge(row)?.map(|(subject, detail)| Finding { invariant, subject, detail }));
    }
    Ok(findings)
}

/// Invariant 4: the triggers that refuse a change are there, and so is every constraint. What the migrations make in
/// an empty database is compared with what is in this one; tables and indexes of someone else's do no harm.
fn prove_schema(snapshot: &Connection) -> Result<Vec<Finding>, Failure> {
    let mut model = Connection::open_in_memory()?;
    migrate::apply(&mut model, "memory")?;
    let found: HashMap<_, _> = list_schema(snapshot)?.into_iter().collect();
    let differs = |(name, text): (String, String)| {
        let detail = match found.get(&name) {
            Some(other) if *other == text => return None,
            Some(_) => "it is not as the migrations made it",
            None => "it is missing",
        };
        Some(Finding { invariant: Invariant::RecordsAreImmutable, subject: name, detail: detail.into() })
    };
    Ok(list_schema(&model)?.into_iter().filter_map(differs).collect())
}

/// Name, such as `trigger commits_no_delete`, and text of everything in a schema.
fn list_schema(connection: &Connection) -> Result<Vec<(String, String)>, Failure> {
    queries::list(connection, sql::LIST_SCHEMA, [], |row| {
        Ok((format!("{} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?), row.get(2)?))
    })
}
