//! Places for ledgers, filled at random.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use harness::database::{create_migrated, execute};
use tempfile::TempDir;
use wallet_domain::access::ApiKeys;
use wallet_domain::copy::{Copied, CopyError, Importer, copy};
use wallet_domain::proof::{Unwatched, Watch};
use wallet_domain::testing::{SetClock, Store, Workload, api_key, asset, mint, open_workload, owner};
use wallet_domain::{
    ChangeNote, Clock, Command, CommandParts, Description, Details, Journal, Lanes, Metadata, Reference, StoreError,
    Verifier,
};
use wallet_postgres::{PgConfig, PgImporter, PgJournal, PgLedger};
use wallet_sqlite::{SqliteConfig, SqliteLedger};

/// Which store, and how many lanes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres(i16),
}

/// Where a ledger is or will be, and the clock of whoever opens it.
pub(crate) struct Place {
    at: At,
    clock: Arc<SetClock>,
}

enum At {
    Sqlite(PathBuf),
    Postgres(PgConfig),
}

/// All ports of a store at once.
pub(crate) trait Whole: Store + Verifier + ApiKeys {}
impl<T: Store + Verifier + ApiKeys> Whole for T {}

pub(crate) struct Fixture {
    pub(crate) clock: Arc<SetClock>,
    folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { clock: Arc::new(SetClock::at(1_700_000_000_000_000)), folder }
    }

    /// An empty store.
    pub(crate) async fn place(&self, kind: Kind) -> Place {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let at = match kind {
            Kind::Sqlite => {
                let path = self.folder.path().join(format!("{number}.db"));
                wallet_sqlite::migrate(&SqliteConfig::at(&path)).expect("a new file can be migrated");
                At::Sqlite(path)
            }
            Kind::Postgres(lanes) => {
                let lanes = Lanes::new(lanes.into()).expect("valid");
                let url = create_migrated(async |url| {
                    wallet_postgres::migrate(&PgConfig::new(url)).await.expect("a new database can be migrated");
                });
                At::Postgres(PgConfig { lanes, ..PgConfig::new(url.await) })
            }
        };
        Place { at, clock: self.clock.clone() }
    }

    /// Random work, some of it with texts and metadata, in batches that fall to all lanes. Answers the commands.
    pub(crate) async fn fill(&self, place: &Place, seed: u64, batches: i64) -> Vec<Command> {
        let store = place.open().await;
        open_workload(&*store).await;
        // So much that most of the work is posted, on every lane.
        let supply = ["GOLD_COINS", "DIAMONDS", "LOYALTY_POINTS"].map(|code| mint(code, 3_000, "supply"));
        store.execute(&supply).await.expect("the store works");
        for name in ["idle", "other"] {
            store.open_wallet(&owner(name), &asset("GOLD_COINS")).await.expect("the store works");
        }
        let (mut key, _) = api_key(7, "shop", "read,spend");
        key.last_used_at = Some(self.clock.now());
        store.create_key(&key).await.expect("the store works");
        let by = ChangeNote::by("ada").expect("a name");
        let revoked = api_key(8, "old shop", "read").0;
        store.create_key(&revoked).await.expect("the store works");
        store.revoke_key(revoked.id, self.clock.now(), &by).await.expect("the store works");
        let mut workload = Workload::new(seed);
        let mut commands = Vec::new();
        for number in 0..batches {
            self.clock.set(1_700_000_000_000_000 + number * 1_000 - (number % 7) * 5_000);
            // Small ones are of one lane's players now and then; the others run at home.
            let batch = next_batch(&mut workload, if number % 3 == 0 { 40 } else { 1 });
            store.execute(&batch).await.expect("the store works");
            commands.extend(batch);
        }
        commands
    }

    pub(crate) async fn copy(&self, source: &Place, target: &Place) -> Result<Copied, CopyError> {
        copy_between(source, target, &*self.clock, &Unwatched).await
    }
}

pub(crate) fn next_batch(workload: &mut Workload, size_max: u64) -> Vec<Command> {
    workload.next_batch(size_max).into_iter().map(with_details).collect()
}

/// The same command with texts, for every third amount; a command's repeats get the same.
fn with_details(command: Command) -> Command {
    if command.amount().minor() % 3 != 0 {
        return command;
    }
    let named = || Reference::new(&format!("pay {}", command.key())).expect("valid");
    let details = Details {
        reference: Some(command.details().reference.clone().unwrap_or_else(named)),
        description: Some(Description::new("Ein roter Hut, \"größer\"").expect("valid")),
        metadata: Some(Metadata::parse(r#"{"z":[1.50,{"y":null}],"a":"ü","n":1e300}"#).expect("valid")),
    };
    let (key, terms) = (command.key().clone(), command.terms().cloned());
    let (owner, asset) = (command.owner().clone(), command.asset().clone());
    let (flow, amount) = (command.flow(), command.amount());
    let detailed = CommandParts { flow, key, owner, asset, amount, terms, details }.build().expect("it was valid");
    command.origin().into_iter().fold(detailed, |detailed, origin| detailed.by(Arc::new(origin.clone())))
}

/// Copies, as `wallet copy` does it.
pub(crate) async fn copy_between(
    source: &Place,
    target: &Place,
    clock: &dyn Clock,
    watch: &dyn Watch,
) -> Result<Copied, CopyError> {
    let (source, target) = (source.journal().await, target.importer().await);
    copy(&*source, &*target, "the source", clock, watch).await
}

impl Place {
    pub(crate) async fn open(&self) -> Box<dyn Whole> {
        self.try_open().await.expect("the store is there")
    }

    pub(crate) async fn try_open(&self) -> Result<Box<dyn Whole>, StoreError> {
        let clock = self.clock.clone();
        Ok(match &self.at {
            At::Sqlite(path) => Box::new(SqliteLedger::open(SqliteConfig::at(path), clock)?),
            At::Postgres(config) => Box::new(PgLedger::connect(config.clone(), clock).await?),
        })
    }

    async fn journal(&self) -> Box<dyn Journal> {
        match &self.at {
            At::Sqlite(path) => Box::new(sqlite(path)),
            At::Postgres(config) => Box::new(PgJournal::connect(config).await.expect("the database is there")),
        }
    }

    async fn importer(&self) -> Box<dyn Importer> {
        match &self.at {
            At::Sqlite(path) => Box::new(sqlite(path)),
            At::Postgres(config) => {
                let importer = PgImporter::connect(config.clone(), Arc::new(SetClock::at(0))).await;
                Box::new(importer.expect("the database is there"))
            }
        }
    }

    /// Whether it says that it is a copy.
    pub(crate) async fn is_begun(&self) -> bool {
        let status = self.importer().await.copy_status().await.expect("the store works");
        status != wallet_domain::copy::CopyStatus::Empty
    }

    /// Does what the store refuses, with its guards off meanwhile.
    pub(crate) fn damage(&self, damage: &str) {
        match &self.at {
            At::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).expect("the file opens");
                connection.pragma_update(None, "ignore_check_constraints", true).expect("switched off");
                let triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
                let mut statement = connection.prepare(triggers).expect("prepared");
                let triggers = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("queried");
                let triggers: Vec<(String, String)> = triggers.map(|trigger| trigger.expect("two texts")).collect();
                for (name, _) in &triggers {
                    connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
                }
                assert!(connection.execute(damage, []).expect(damage) > 0, "{damage}");
                for (_, sql) in &triggers {
                    connection.execute_batch(sql).expect("made again");
                }
            }
            At::Postgres(config) => {
                let damage = format!("SET session_replication_role = replica; {damage}");
                execute(&config.url, &damage).expect(&damage);
            }
        }
    }
}

fn sqlite(path: &std::path::Path) -> SqliteLedger {
    SqliteLedger::open_to_copy(SqliteConfig::at(path), Arc::new(SetClock::at(0))).expect("the file is there")
}
