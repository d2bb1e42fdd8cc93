//! A server whose clock is set forth and back, far and often, while it works.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fastrand::Rng;
use harness::cluster::Cluster;
use tempfile::TempDir;
use wallet_domain::{Clock, Lanes, SystemClock, Timestamp};
use wallet_postgres::{PgConfig, PgLedger};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

use crate::inside::{Inside, Parts};
use crate::load::{Load, answered_since};
use crate::scene::Scene;
use crate::service::CommandLine;
use crate::{Store, Verdict};

const DEADLINE: Duration = Duration::from_secs(10);
/// How far the clock is set at once.
const JUMP_MAX_S: i64 = 400 * 86_400;

/// The machine's clock, and what it is set off by.
#[derive(Default)]
struct JumpingClock {
    offset_us: AtomicI64,
}

impl Clock for JumpingClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now().as_micros();
        Timestamp::from_micros(now + self.offset_us.load(Ordering::SeqCst))
    }
}

/// The application inside of this process, with that clock, on a real store.
pub(crate) struct ClockScene {
    inside: Inside,
    clock: Arc<JumpingClock>,
    line: CommandLine,
    _folder: TempDir,
}

impl ClockScene {
    pub(crate) fn start(wallet: &Path, store: Store, cluster: Option<&Cluster>, database: &str) -> Verdict<Self> {
        let folder = tempfile::tempdir().map_err(|error| format!("a folder: {error}"))?;
        let file = folder.path().join("wallet.db");
        let database_url = match (store, cluster) {
            (Store::Sqlite, _) => format!("sqlite:{}", file.display()),
            (Store::Postgres, None) => return Err("PostgreSQL is missing".to_owned()),
            (Store::Postgres, Some(cluster)) => {
                cluster.create_database(database)?;
                format!("{}?sslmode=disable", cluster.url(database))
            }
        };
        let (program, folder_path) = (wallet.to_owned(), folder.path().to_owned());
        let line = CommandLine { program, folder: folder_path, database_url: database_url.clone(), settings: vec![] };
        line.run(&["migrate"])?;
        let clock = Arc::new(JumpingClock::default());
        let of_server = clock.clone();
        let failed = |error: wallet_domain::StoreError| error.to_string();
        let open = async move || match store {
            Store::Sqlite => {
                let ledger = SqliteLedger::open(SqliteConfig::at(&file), of_server.clone()).map_err(failed)?;
                Ok(Parts::of(ledger, of_server))
            }
            Store::Postgres => {
                let lanes = Lanes::new(2).expect("two lanes are few");
                let config = PgConfig { lanes, ..PgConfig::new(database_url) };
                let ledger = PgLedger::connect(config, of_server.clone()).await.map_err(failed)?;
                Ok(Parts::of(ledger, of_server))
            }
        };
        Ok(Self { inside: Inside::start(open, DEADLINE)?, clock, line, _folder: folder })
    }
}

impl Scene for ClockScene {
    fn keeps_time(&self) -> bool {
        false
    }

    fn address(&self) -> SocketAddr {
        self.inside.address
    }

    fn deadline(&self) -> Duration {
        DEADLINE + Duration::from_secs(5)
    }

    fn strike(&mut self, load: &Load, random: &mut Rng) -> Verdict<String> {
        let jumps = random.u32(3..=6);
        for jump in 0..jumps {
            // At the end of a round the clock is as often right as it is not.
            let is_last_of_most = jump + 1 == jumps && random.bool();
            let offset_s = if is_last_of_most { 0 } else { random.i64(-JUMP_MAX_S..JUMP_MAX_S) };
            self.clock.offset_us.store(offset_s * 1_000_000, Ordering::SeqCst);
            let before = load.counts();
            load.wait_until("answers by a clock that was set", answered_since(&before, 10))?;
        }
        Ok(format!("the clock was set {jumps} times"))
    }

    fn verify(&mut self) -> Verdict {
        let told = self.line.run(&["verify"])?;
        if told.ends_with("every invariant holds\n") { Ok(()) } else { Err(told) }
    }

    fn wrong_lines(&mut self) -> Vec<String> {
        Vec::new()
    }
}
