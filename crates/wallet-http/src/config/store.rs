//! The store: which one it is, and the settings of each kind.

use std::time::Duration;

use super::section::section;
use super::{InvalidSettings, parse_duration};

section! {
    /// The store, of either kind.
    StoreSettings store {
        /// the store
        url: String = "sqlite:data/wallet.db".to_owned() => "`sqlite:PATH` or `postgres://USER@HOST/DATABASE`";
        /// how long a start waits for a store that cannot be reached
        start_wait_s: u64 = 30, in 0..=3600;
        /// whether `wallet serve` puts the demo data into a new embedded store
        seed: bool = true => "true, false";
        /// by how many seconds the ledger's latest time may be ahead of its clock before it is told in the log and in
        /// `/health/ready`
        time_ahead_max_s: u64 = 5, in 1..=86_400;
    }
}

section! {
    /// Connections to PostgreSQL.
    PostgresSettings postgres {
        /// the most connections to PostgreSQL; of a distributed ledger, to each of its nodes, but two a shard at least
        pool_max: usize = 8, in 2..=500;
        /// how many batches commit side by side; lanes are added to the database, never taken away
        lanes: u16 = 2, in 1..=64;
        /// how long a connection may take to be made
        connect_timeout_ms: u64 = 3000, in 100..=60_000;
        /// how long a statement may take
        statement_timeout_ms: u64 = 5000, in 100..=60_000 => "below `server.deadline_ms`";
        /// how long a statement may wait for a lock
        lock_timeout_ms: u64 = 3000, in 50..=60_000 => "below `postgres.statement_timeout_ms`";
        /// how long a commit is tried again after its connection was lost
        retry_for_ms: u64 = 6000, in 0..=60_000 => "below `server.deadline_ms`";
        /// standbys that histories, searches, analytics and exports are read from, a moment late, with commas between their
        /// hosts; none if it is empty
        read_url: String = String::new() => "empty, or `postgres://USER@HOST,HOST/DATABASE`";
        /// how late a standby may be that is read from
        read_lag_max: String = "5s".to_owned() => "a number of `s`, `m` or `h` from `1s` to `24h`";
    }
}

impl PostgresSettings {
    /// How late a standby may be.
    pub(crate) fn lag_max(&self) -> Result<Duration, InvalidSettings> {
        let lag = parse_duration(&self.read_lag_max, "smh");
        lag.filter(|lag| !lag.is_zero() && *lag <= Duration::from_hours(24)).ok_or_else(|| {
            InvalidSettings::new(format!(
                "postgres.read_lag_max is {:?} and must be a number of s, m or h such as 5s, from 1s to 24h",
                self.read_lag_max
            ))
        })
    }
}

section! {
    /// The embedded store.
    SqliteSettings sqlite {
        /// threads that read the embedded store
        readers: usize = 2, in 1..=64;
        /// the writer's page cache
        cache_mib: u32 = 32, in 1..=16_384;
        /// size of the write-ahead log before its pages move into the database
        checkpoint_mib: u32 = 80, in 1..=16_384;
        /// how long a write waits for another process's
        busy_timeout_ms: u64 = 5000, in 50..=60_000 => "below `server.deadline_ms`";
    }
}
