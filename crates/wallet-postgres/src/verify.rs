//! The proof of invariants 1 to 5: set-based SQL on one snapshot, outside of the pool, so that it may take its time.

use async_trait::async_trait;
use tokio_postgres::{IsolationLevel, Transaction};
use wallet_domain::{
    AssetCode, AssetProof, Finding, Invariant, StoreError, Verification, VerificationRecord, Verifier,
};

use crate::PgLedger;
use crate::error::{Failure, Step};
use crate::pool::connect_for_maintenance;
use crate::row;
use crate::statements::LAST_VERIFICATION;

const CHECKS: &str = include_str!("../sql/verify.sql");

const PROOFS: &str = "
    -- prove_assets
    -- A line per asset; the figures of the table that verify prints.
    SELECT a.code, coalesce(-sum(w.balance) FILTER (WHERE w.owner = 'system:issuance'), 0)::int8 AS supply,
           count(w.id) AS wallets, coalesce(sum(w.sequence), 0)::int8 AS entries,
           coalesce(sum(w.balance), 0) = 0 AS in_balance
      FROM assets a
      LEFT JOIN wallets w ON w.asset_id = a.id
     GROUP BY a.code
     ORDER BY a.code";

#[async_trait]
impl Verifier for PgLedger {
    async fn verify(&self) -> Result<Verification, StoreError> {
        let mut client = connect_for_maintenance(&self.config).await?;
        let failed = |error| Failure::of(&Step::Read("verify"), error).into_store_error();
        let snapshot = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(failed)?;
        let mut findings = Vec::new();
        for check in checks() {
            let rows = snapshot.query(check.sql, &[&Verification::FINDINGS_MAX]).await.map_err(failed)?;
            for found in rows {
                findings.push(Finding {
                    invariant: check.invariant,
                    subject: found.get::<_, Option<String>>(0).unwrap_or_default(),
                    detail: found.get::<_, Option<String>>(1).unwrap_or_default(),
                });
            }
        }
        let assets = prove_assets(&snapshot).await?;
        let counted = snapshot.query_one("SELECT count(*) FROM transactions", &[]).await.map_err(failed)?;
        let transactions: i64 = counted.get(0);
        snapshot.commit().await.map_err(failed)?;

        let finished_at = self.clock.now();
        let count = i64::try_from(findings.len()).expect("findings are bounded");
        let record = "INSERT INTO verifications (finished_at, findings) VALUES ($1, $2)";
        client.execute(record, &[&row::to_system_time(finished_at), &count]).await.map_err(failed)?;
        Ok(Verification { assets, transactions, findings, finished_at })
    }

    async fn last_verification(&self) -> Result<Option<VerificationRecord>, StoreError> {
        let rows = self.read(LAST_VERIFICATION, &[]).await?;
        let record = |found| {
            Ok(VerificationRecord {
                finished_at: row::timestamp(found, "finished_at")?,
                findings: row::get(found, "findings")?,
            })
        };
        rows.first().map(record).transpose().map_err(Failure::into_store_error)
    }
}

async fn prove_assets(snapshot: &Transaction<'_>) -> Result<Vec<AssetProof>, StoreError> {
    let rows = snapshot.query(PROOFS, &[]).await;
    let rows = rows.map_err(|error| Failure::of(&Step::Read("prove_assets"), error).into_store_error())?;
    (rows.iter())
        .map(|found| {
            let code: &str = row::get(found, "code")?;
            Ok(AssetProof {
                asset: AssetCode::new(code).map_err(Failure::corrupt)?,
                supply: row::get(found, "supply")?,
                wallets: row::get(found, "wallets")?,
                entries: row::get(found, "entries")?,
                in_balance: row::get(found, "in_balance")?,
            })
        })
        .collect::<Result<_, Failure>>()
        .map_err(Failure::into_store_error)
}

struct Check {
    invariant: Invariant,
    sql: &'static str,
}

/// The file's queries; the number behind "check" says which invariant each is about.
fn checks() -> Vec<Check> {
    let mut parts = CHECKS.split("-- check ");
    // What stands before the first is the file's header.
    parts.next();
    parts
        .map(|part| {
            let invariant = match part.as_bytes()[0] {
                b'1' => Invariant::TransactionsBalance,
                b'2' => Invariant::WalletsMatchEntries,
                b'3' => Invariant::FloorsHold,
                b'4' => Invariant::RecordsAreImmutable,
                b'5' => Invariant::KeysNameTransactions,
                other => unreachable!("verify.sql has a check of invariant {}", char::from(other)),
            };
            let (_, sql) = part.split_once('\n').expect("a check has its title on a line of its own");
            Check { invariant, sql: sql.trim().trim_end_matches(';') }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invariant_up_to_the_fifth_has_a_check() {
        let mut numbers: Vec<u8> = checks().iter().map(|check| check.invariant.number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
    }
}
