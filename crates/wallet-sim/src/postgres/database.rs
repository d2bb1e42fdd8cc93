//! The database from outside: who waits for whom, what was committed, and ending whoever it is.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;

use crate::model::Verdict;

/// A database of a run's own, and a connection to it that no server has.
pub(crate) struct Database {
    pub(crate) place: harness::database::Database,
    client: Client,
}

/// A row of `commits`.
pub(crate) struct Commit {
    pub(crate) lane: i16,
    pub(crate) number: i64,
    pub(crate) ids: Vec<String>,
}

fn failed(error: &tokio_postgres::Error) -> String {
    format!("the simulator's own connection failed: {error:?}")
}

impl Database {
    /// Creates one on a server. It is not migrated yet.
    pub(crate) async fn create(url: &str) -> Verdict<Self> {
        let place = harness::database::Database::create_on(url)?;
        let client = harness::database::try_connect(&place.url()).await?;
        Ok(Self { place, client })
    }

    /// Which process waits for which others' locks, or stands in line behind them.
    pub(crate) async fn waits(&self) -> Verdict<BTreeMap<i32, Vec<i32>>> {
        let sql = "SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let rows = self.client.query(sql, &[]).await.map_err(|error| failed(&error))?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// What was committed after those numbers, by lane.
    pub(crate) async fn commits_after(&self, numbers: &BTreeMap<i16, i64>) -> Verdict<Vec<Commit>> {
        let sql = "SELECT c.lane, c.number, c.transaction_ids::text[]
                     FROM lanes l
                     LEFT JOIN unnest($1::int2[], $2::int8[]) AS k (lane, number) ON k.lane = l.lane
                     JOIN commits c ON c.lane = l.lane AND c.number > coalesce(k.number, 0)
                    ORDER BY c.lane, c.number";
        let lanes: Vec<i16> = numbers.keys().copied().collect();
        let known: Vec<i64> = numbers.values().copied().collect();
        let rows = self.client.query(sql, &[&lanes, &known]).await.map_err(|error| failed(&error))?;
        Ok(rows.iter().map(|row| Commit { lane: row.get(0), number: row.get(1), ids: row.get(2) }).collect())
    }

    /// A hand in the tables.
    #[cfg(test)]
    pub(crate) async fn change(&self, sql: &str) -> Verdict {
        self.client.batch_execute(sql).await.map_err(|error| failed(&error))
    }

    /// Ends processes as an operator would.
    pub(crate) async fn terminate(&self, processes: &BTreeSet<i32>) -> Verdict {
        let processes: Vec<i32> = processes.iter().copied().collect();
        let sql = "SELECT pg_terminate_backend(pid) FROM unnest($1::int4[]) AS p (pid)";
        self.client.query(sql, &[&processes]).await.map(|_| ()).map_err(|error| failed(&error))
    }
}

/// Whether `waiting` waits for `holder`, directly or behind others.
pub(crate) fn leads_to(waits: &BTreeMap<i32, Vec<i32>>, waiting: i32, holder: i32) -> bool {
    let mut seen = BTreeSet::from([waiting]);
    let mut open = vec![waiting];
    while let Some(process) = open.pop() {
        for &other in waits.get(&process).into_iter().flatten() {
            if other == holder {
                return true;
            }
            if seen.insert(other) {
                open.push(other);
            }
        }
    }
    false
}
