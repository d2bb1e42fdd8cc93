//! Who holds what (port [`Snapshots`], decision 0075).
//!
//! A look at all wallets is one database transaction that reads one moment, on a connection outside of the pool: pages along
//! the keys, so that nobody waits for it and it needs little memory. It keeps old row versions for as long as it takes, so it
//! does not rest in between.

use async_trait::async_trait;
use tokio_postgres::Row;
use uuid::Uuid;
use wallet_domain::holdings::{HolderDay, Ownership, Snapshot, SnapshotMoment, Survey, SurveyedHold, SurveyedWallet};
use wallet_domain::rollup::Day;
use wallet_domain::{AssetCode, OwnerId, Snapshots, StoreError, Timestamp};

use crate::error::Failure;
use crate::pool::Begun;
use crate::rows::{get, timestamp, to_system_time};
use crate::sql::{
    ADVANCE_SNAPSHOT, CLAIM_SNAPSHOT, FIND_FEED_HEAD, FIND_OWNERSHIP, FIND_SNAPSHOT, LIST_HOLDER_DAYS, READ_CLOCK,
    SURVEY_HOLDS, SURVEY_WALLETS, UPSERT_HOLDER_DAYS, UPSERT_OWNERSHIPS,
};
use crate::tx::{self, End};
use crate::{PgLedger, journal};

/// How many rows one page of a look has.
const PAGE: i64 = 10_000;

#[async_trait]
impl Snapshots for PgLedger {
    async fn take_snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut client = journal::connect(&self.config).await?;
        let look = async {
            let snapshot = client.snapshot().await?;
            let survey = self.survey(&snapshot).await?;
            snapshot.commit().await.map_err(journal::failed)?;
            Ok(survey.finish())
        };
        look.await.map_err(Failure::into_store_error)
    }

    async fn claim_snapshot(&self, due: Timestamp, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        let times = [due, now, until].map(to_system_time);
        Ok(!self.write(CLAIM_SNAPSHOT, &[&times[0], &times[1], &times[2]]).await?.is_empty())
    }

    async fn keep_snapshot(&self, snapshot: &Snapshot, day: Day) -> Result<bool, StoreError> {
        self.run_tx("keep_snapshot", |connection| async move {
            let SnapshotMoment { at, position, is_approximate } = snapshot.moment;
            let at = to_system_time(at);
            if tx::write(&connection, ADVANCE_SNAPSHOT, &[&at, &position, &is_approximate]).await?.is_empty() {
                return Ok(End::RollBack(connection, false));
            }
            let figures = |of: &Ownership| serde_json::to_string(of).expect("texts and numbers always serialise");
            let column = |figure: fn(&Ownership) -> i64| -> Vec<i64> {
                snapshot.assets.iter().map(|(_, of)| figure(of)).collect()
            };
            let assets: Vec<&str> = snapshot.assets.iter().map(|(asset, _)| asset.as_str()).collect();
            let texts: Vec<String> = snapshot.assets.iter().map(|(_, of)| figures(of)).collect();
            tx::write(&connection, UPSERT_OWNERSHIPS, &[&assets, &texts]).await?;
            let (wallets, holders, totals) = (column(|of| of.wallets), column(|of| of.holders), column(|of| of.total));
            let day = day.to_string();
            tx::write(&connection, UPSERT_HOLDER_DAYS, &[&day, &assets, &wallets, &holders, &totals]).await?;
            Ok(End::Commit(connection, true))
        })
        .await
    }

    async fn last_snapshot(&self) -> Result<Option<SnapshotMoment>, StoreError> {
        let rows = self.read(FIND_SNAPSHOT, &[]).await?;
        rows.first().map(moment).transpose().map_err(Failure::into_store_error)
    }

    async fn find_ownership(&self, asset: &AssetCode) -> Result<Option<(SnapshotMoment, Ownership)>, StoreError> {
        let rows = self.read(FIND_OWNERSHIP, &[&asset.as_str()]).await?;
        let found = |row: &Row| {
            let figures: &str = get(row, "figures")?;
            let of = serde_json::from_str(figures).map_err(|why| Failure::corrupt(format!("an ownership: {why}")))?;
            Ok((moment(row)?, of))
        };
        rows.first().map(found).transpose().map_err(Failure::into_store_error)
    }

    async fn list_holder_days(&self, asset: &AssetCode, from: Day, to: Day) -> Result<Vec<HolderDay>, StoreError> {
        let rows = self.read(LIST_HOLDER_DAYS, &[&asset.as_str(), &from.to_string(), &to.to_string()]).await?;
        let row = |row: &Row| {
            let day: &str = get(row, "day")?;
            let day = day.parse().map_err(|why| Failure::corrupt(format!("a day {day:?}: {why}")))?;
            let (wallets, holders) = (get(row, "wallets")?, get(row, "holders")?);
            Ok(HolderDay { day, wallets, holders, total: get(row, "total")? })
        };
        rows.iter().map(row).collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }
}

impl PgLedger {
    /// Looks at all wallets, and then at all open holds, of one moment.
    async fn survey(&self, snapshot: &Begun<'_>) -> Result<Survey, Failure> {
        // The first statement fixes what all of them see, and all that they see was decided before the time.
        let head = tx::read(snapshot, FIND_FEED_HEAD, &[]).await?;
        let position = head.first().map_or(Ok(0), |row| get(row, "head"))?;
        let at = self.clock.of_answer(&tx::read(snapshot, READ_CLOCK, &[]).await?)?;
        let mut survey = Survey::of(SnapshotMoment { at, position, is_approximate: self.nodes.is_some() });
        let mut after = i64::MIN;
        loop {
            let rows = tx::read(snapshot, SURVEY_WALLETS, &[&after, &PAGE]).await?;
            rows.iter().try_for_each(|row| add_wallet(&mut survey, row))?;
            let Some(last) = rows.last() else { break };
            after = get(last, "id")?;
        }
        let mut place = (to_system_time(Timestamp::from_micros(0)), Uuid::nil());
        loop {
            let rows = tx::read(snapshot, SURVEY_HOLDS, &[&place.0, &place.1, &PAGE]).await?;
            rows.iter().try_for_each(|row| add_hold(&mut survey, row))?;
            let Some(last) = rows.last() else { return Ok(survey) };
            place = (get(last, "expires_at")?, get(last, "id")?);
        }
    }
}

fn add_wallet(survey: &mut Survey, row: &Row) -> Result<(), Failure> {
    let (owner, asset) = name(row)?;
    survey.wallet(SurveyedWallet {
        owner: &owner,
        asset: &asset,
        balance: get(row, "balance")?,
        held: get(row, "held")?,
        debt: get(row, "debt")?,
        last_entry_at: timestamp(row, "last_entry_at")?,
    });
    Ok(())
}

fn add_hold(survey: &mut Survey, row: &Row) -> Result<(), Failure> {
    let (owner, asset) = name(row)?;
    let (left, expires_at) = (get(row, "remaining")?, timestamp(row, "expires_at")?);
    survey.hold(SurveyedHold { owner: &owner, asset: &asset, left, expires_at });
    Ok(())
}

fn name(row: &Row) -> Result<(OwnerId, AssetCode), Failure> {
    let owner = OwnerId::new(get(row, "owner")?).map_err(|why| Failure::corrupt(format!("an owner: {why}")))?;
    let asset = AssetCode::new(get(row, "asset")?).map_err(|why| Failure::corrupt(format!("an asset: {why}")))?;
    Ok((owner, asset))
}

fn moment(row: &Row) -> Result<SnapshotMoment, Failure> {
    let (at, position) = (timestamp(row, "taken_at")?, get(row, "position")?);
    Ok(SnapshotMoment { at, position, is_approximate: get(row, "is_approximate")? })
}
