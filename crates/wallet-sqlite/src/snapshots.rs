//! Who holds what (port [`Snapshots`], decision 0075).
//!
//! A look at all wallets is one read transaction on the verifier's thread: no writer waits for it. The write-ahead log cannot
//! be copied into the file past it meanwhile, so it does not rest in between.

use async_trait::async_trait;
use rusqlite::{Connection, Row, Transaction as WriteTransaction, params};
use wallet_domain::holdings::{HolderDay, Ownership, Snapshot, SnapshotMoment, Survey, SurveyedHold, SurveyedWallet};
use wallet_domain::rollup::Day;
use wallet_domain::{AssetCode, Clock, OwnerId, Snapshots, StoreError, Timestamp};

use crate::error::Failure;
use crate::tx::{self, End};
use crate::{SqliteLedger, rows, sql};

#[async_trait]
impl Snapshots for SqliteLedger {
    async fn take_snapshot(&self) -> Result<Snapshot, StoreError> {
        let clock = self.clock.clone();
        self.stream(move |snapshot| survey(snapshot, &*clock)).await
    }

    async fn claim_snapshot(&self, due: Timestamp, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        let times = [due, now, until].map(Timestamp::as_micros);
        self.run_tx("claim_snapshot", move |transaction, _| {
            let is_told = transaction.prepare_cached(sql::CLAIM_SNAPSHOT)?.execute(times)? > 0;
            Ok(if is_told { End::Commit(true) } else { End::RollBack(false) })
        })
        .await
    }

    async fn keep_snapshot(&self, snapshot: &Snapshot, day: Day) -> Result<bool, StoreError> {
        let snapshot = snapshot.clone();
        self.run_tx("keep_snapshot", move |transaction, _| keep(transaction, &snapshot, day)).await
    }

    async fn last_snapshot(&self) -> Result<Option<SnapshotMoment>, StoreError> {
        self.read(|snapshot| tx::find(snapshot, sql::FIND_SNAPSHOT, [], moment)).await
    }

    async fn find_ownership(&self, asset: &AssetCode) -> Result<Option<(SnapshotMoment, Ownership)>, StoreError> {
        let asset = asset.clone();
        self.read(move |snapshot| {
            tx::find(snapshot, sql::FIND_OWNERSHIP, [asset.as_str()], |row| {
                let figures = rows::text(row, 3)?;
                let of = serde_json::from_str(figures).map_err(|why| Failure::corrupt("an ownership", why))?;
                Ok((moment(row)?, of))
            })
        })
        .await
    }

    async fn list_holder_days(&self, asset: &AssetCode, from: Day, to: Day) -> Result<Vec<HolderDay>, StoreError> {
        let range = [asset.as_str().to_owned(), from.to_string(), to.to_string()];
        self.read(move |snapshot| {
            tx::list(snapshot, sql::LIST_HOLDER_DAYS, range, |row| {
                let day = rows::text(row, 0)?.parse().map_err(|why| Failure::corrupt("a day", why))?;
                Ok(HolderDay { day, wallets: row.get(1)?, holders: row.get(2)?, total: row.get(3)? })
            })
        })
        .await
    }
}

/// Looks at all wallets, and then at all open holds.
fn survey(snapshot: &Connection, clock: &dyn Clock) -> Result<Snapshot, Failure> {
    // The first read fixes what all of them see, and all that they see was decided before the time.
    let position = tx::find(snapshot, sql::FIND_FEED_HEAD, [], |row| Ok(row.get(0)?))?.unwrap_or_default();
    let mut survey = Survey::of(SnapshotMoment { at: clock.now(), position, is_approximate: false });
    let mut statement = snapshot.prepare_cached(sql::SURVEY_WALLETS)?;
    let mut wallets = statement.query([i64::MIN])?;
    while let Some(row) = wallets.next()? {
        let (owner, asset) = name(row)?;
        survey.wallet(SurveyedWallet {
            owner: &owner,
            asset: &asset,
            balance: row.get(2)?,
            held: row.get(3)?,
            debt: row.get(4)?,
            last_entry_at: rows::moment(row, 5)?,
        });
    }
    let mut statement = snapshot.prepare_cached(sql::SURVEY_HOLDS)?;
    let mut holds = statement.query([0])?;
    while let Some(row) = holds.next()? {
        let (owner, asset) = name(row)?;
        let (left, expires_at) = (row.get(2)?, rows::moment(row, 3)?);
        survey.hold(SurveyedHold { owner: &owner, asset: &asset, left, expires_at });
    }
    Ok(survey.finish())
}

fn name(row: &Row<'_>) -> Result<(OwnerId, AssetCode), Failure> {
    let owner = OwnerId::new(rows::text(row, 0)?).map_err(|why| Failure::corrupt("an owner", why))?;
    let asset = AssetCode::new(rows::text(row, 1)?).map_err(|why| Failure::corrupt("an asset", why))?;
    Ok((owner, asset))
}

fn keep(transaction: &WriteTransaction<'_>, snapshot: &Snapshot, day: Day) -> Result<End<bool>, Failure> {
    let SnapshotMoment { at, position, is_approximate } = snapshot.moment;
    let moment = params![at.as_micros(), position, is_approximate];
    if transaction.prepare_cached(sql::ADVANCE_SNAPSHOT)?.execute(moment)? == 0 {
        return Ok(End::RollBack(false));
    }
    let day = day.to_string();
    for (asset, of) in &snapshot.assets {
        let figures = serde_json::to_string(of).expect("texts and numbers always serialise");
        transaction.prepare_cached(sql::UPSERT_OWNERSHIP)?.execute([asset.as_str(), &figures])?;
        let row = params![asset.as_str(), day, of.wallets, of.holders, of.total];
        transaction.prepare_cached(sql::UPSERT_HOLDER_DAY)?.execute(row)?;
    }
    Ok(End::Commit(true))
}

/// A moment: taken_at, position, is_approximate.
fn moment(row: &Row<'_>) -> Result<SnapshotMoment, Failure> {
    Ok(SnapshotMoment { at: rows::moment(row, 0)?, position: row.get(1)?, is_approximate: row.get(2)? })
}
