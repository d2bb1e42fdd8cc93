//! A database of a test's own, on the server that `WALLET_TEST_DATABASE_URL` names.
//!
//! If `WALLET_TEST_SHARDS` is set, that server is the coordinator of a Citus cluster, and each database is a ledger on all of
//! its nodes, migrated and distributed by `wallet` into that many shards.
//!
//! All of it blocks, on a thread of its own, so that tests that are futures may call it as well.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tokio::sync::OnceCell;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

use crate::process::{built, folder, named, wallet, wallet_at};
use crate::run::{self, Failure};

/// The server that tests may use, by its URL.
pub fn server_url() -> String {
    std::env::var("WALLET_TEST_DATABASE_URL").expect(
        "WALLET_TEST_DATABASE_URL names no PostgreSQL: run the tests by `cargo xtask test`, which starts one, or these \
         alone by `cargo xtask pg -- cargo test -p CRATE`",
    )
}

/// An empty database, by its URL. It stays as long as the server does.
pub fn create_database() -> String {
    Database::create().keep()
}

/// A database that `migrate` has brought the schema into, by its URL. It stays as long as the server does.
///
/// A process migrates one; the others are copies of it, each in a third of the time.
pub async fn create_migrated(migrate: impl AsyncFnOnce(&str)) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    if shards().is_some() {
        // What is in shards cannot be copied.
        let url = create_database();
        migrate(&url).await;
        return url;
    }
    let template = TEMPLATE.get_or_init(async || {
        let database = Database::create();
        migrate(&database.url()).await;
        let name = database.name.clone();
        database.keep();
        name
    });
    Database::create_from(template.await).keep()
}

/// A connection past the service.
pub async fn connect(url: &str) -> Client {
    try_connect(url).await.unwrap_or_else(|failure| panic!("{failure}"))
}

/// The same for those who say what went wrong.
pub async fn try_connect(url: &str) -> Result<Client, Failure> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(|error| failed(&error))?;
    tokio::spawn(connection);
    Ok(client)
}

/// Runs statements on a database, past the service.
pub fn execute(url: &str, statements: &str) -> Result<(), Failure> {
    on_a_thread(async || try_connect(url).await?.batch_execute(statements).await.map_err(|error| failed(&error)))
}

/// The first column of a query's rows, as text.
pub fn ask(url: &str, sql: &str) -> Vec<String> {
    try_ask(url, sql).unwrap_or_else(|failure| panic!("{failure}: {sql}"))
}

/// The same for those who say what went wrong.
pub fn try_ask(url: &str, sql: &str) -> Result<Vec<String>, Failure> {
    let rows = on_a_thread(async || try_connect(url).await?.query(sql, &[]).await.map_err(|error| failed(&error)))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

fn failed(error: &tokio_postgres::Error) -> Failure {
    Failure::new(format!("the test's own connection failed: {error:?}"))
}

fn on_a_thread<T: Send>(work: impl AsyncFnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    let done = std::thread::scope(|scope| {
        scope.spawn(|| tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work())).join()
    });
    done.unwrap_or_else(|_| Err(Failure::new("the test's own connection panicked")))
}

/// A database of a test. Dropping the value drops the database and ends its connections.
pub struct Database {
    server: String,
    /// The name of the database.
    pub name: String,
    /// Whether it is on every node of a cluster.
    is_joined: bool,
}

impl Database {
    /// Makes an empty database on the tests' server.
    pub fn create() -> Self {
        Self::create_on(&server_url()).unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// Makes an empty database on a server.
    pub fn create_on(server: &str) -> Result<Self, Failure> {
        let shards = shards();
        let mut database = Self::named_on(server, "");
        database.is_joined = shards.is_some();
        match shards {
            None => execute(server, &format!("CREATE DATABASE {}", database.name))?,
            Some(shards) => database.distribute(&shards)?,
        }
        Ok(database)
    }

    /// Makes an empty database that is on one server alone, also where tests' databases are distributed.
    pub fn create_undistributed() -> Self {
        let database = Self::named_on(&server_url(), "plain_");
        let created = execute(&database.server, &format!("CREATE DATABASE {}", database.name));
        created.unwrap_or_else(|failure| panic!("{failure}"));
        database
    }

    /// Makes a copy of a database that nobody is connected to.
    fn create_from(template: &str) -> Self {
        let database = Self::named_on(&server_url(), "");
        let created = execute(&database.server, &format!("CREATE DATABASE {} TEMPLATE {template}", database.name));
        created.unwrap_or_else(|failure| panic!("{failure}"));
        database
    }

    /// A name that no other database has.
    fn named_on(server: &str, kind: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}_{kind}{number}", std::process::id());
        Self { server: server.to_owned(), name, is_joined: false }
    }

    /// Makes an empty database on every node of the tests' cluster, which know of each other.
    pub fn create_joined() -> Self {
        Self::create_joined_on(&server_url()).unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// The same on the cluster with that coordinator.
    pub fn create_joined_on(coordinator: &str) -> Result<Self, Failure> {
        let name = format!("{PREFIX}{}_joined_{}", std::process::id(), fastrand::u32(..));
        let database = Self { server: coordinator.to_owned(), name, is_joined: true };
        database.join()?;
        Ok(database)
    }

    /// Makes it on every node of the cluster, and has `wallet` put a distributed ledger into it.
    fn distribute(&self, shards: &str) -> Result<(), Failure> {
        self.join()?;
        let (folder, program) = (folder(), named().unwrap_or_else(|| built("wallet")));
        for arguments in [&["migrate"][..], &["distribute", "--shards", shards]] {
            let mut command = wallet_at(&program, folder.path(), arguments);
            // One lane to begin with, which a shard takes: another would be one more than there are shards.
            command.env("DATABASE_URL", self.url()).env("WALLET__POSTGRES__LANES", "1");
            run::read(&mut command)?;
        }
        Ok(())
    }

    fn join(&self) -> Result<(), Failure> {
        static SWEEP: Once = Once::new();
        // Nodes that are joined for two databases at once fail each other.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        // Another one's process may sweep the same.
        SWEEP.call_once(|| drop(sweep(&self.server)));
        let nodes = nodes_of(&self.server)?;
        for node in &nodes {
            execute(node, &format!("CREATE DATABASE {}", self.name))?;
            execute(&at(node, &self.name), "CREATE EXTENSION citus")?;
        }
        let joined = nodes.iter().enumerate().map(|(place, node)| {
            let address = address_of(node);
            let join = if place == 0 { "citus_set_coordinator_host" } else { "citus_add_node" };
            format!("SELECT {join}('{}', {});", address.ip(), address.port())
        });
        execute(&self.url(), &joined.collect::<String>())
    }

    /// Leaves the database where it is, and gives its URL.
    fn keep(self) -> String {
        let url = self.url();
        std::mem::forget(self);
        url
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        at(&self.server, &self.name)
    }

    /// The URL of the database by way of something that listens elsewhere.
    pub fn url_by(&self, address: SocketAddr) -> String {
        url_by(&self.url(), address)
    }

    /// The address of the server.
    pub fn address(&self) -> SocketAddr {
        address_of(&self.server)
    }

    /// The `wallet` that was built, on this database.
    pub fn wallet(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = wallet(folder, arguments);
        command.env("DATABASE_URL", self.url());
        command
    }

    /// Runs statements past the service.
    pub fn execute(&self, statements: &str) {
        execute(&self.url(), statements).unwrap_or_else(|failure| panic!("{failure}: {statements}"));
    }

    /// A connection past the service.
    pub async fn connect(&self) -> Client {
        connect(&self.url()).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let nodes = if self.is_joined { nodes_of(&self.server) } else { Ok(vec![self.server.clone()]) };
        for node in nodes.unwrap_or_default() {
            // A server that is gone has taken its databases along.
            let _ = execute(&node, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// How the names of tests' databases begin.
const PREFIX: &str = "wallet_test_";

/// Into how many shards the tests' databases are distributed, if they are.
fn shards() -> Option<String> {
    std::env::var("WALLET_TEST_SHARDS").ok()
}

/// The URLs of a cluster's nodes, the coordinator's first.
pub fn nodes_of(server: &str) -> Result<Vec<String>, Failure> {
    let nodes =
        "SELECT nodename || ':' || nodeport FROM pg_dist_node WHERE isactive AND noderole = 'primary' ORDER BY groupid";
    let found = try_ask(server, nodes)?;
    let url = |node: &String| {
        let address = node.replace("localhost", "127.0.0.1").parse();
        let address =
            address.map_err(|_| Failure::new(format!("the cluster's node {node} must be known by its address")))?;
        Ok(url_by(server, address))
    };
    found.iter().map(url).collect()
}

/// Removes what processes of tests have left on a cluster that have ended.
fn sweep(server: &str) -> Result<(), Failure> {
    let names = format!("SELECT datname::text FROM pg_database WHERE starts_with(datname, '{PREFIX}')");
    for node in nodes_of(server)? {
        for name in try_ask(&node, &names)? {
            let of = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default();
            if !Path::new("/proc").join(of).exists() {
                execute(&node, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
            }
        }
    }
    Ok(())
}

/// Another database of the same server.
fn at(server: &str, name: &str) -> String {
    let (place, parameters) = server.split_once('?').map_or((server, ""), |(place, parameters)| (place, parameters));
    let (host, _) = place.rsplit_once('/').expect("the URL names a database");
    if parameters.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{parameters}") }
}

/// The address of the server that a URL names.
pub fn address_of(url: &str) -> SocketAddr {
    let config: Config = url.parse().expect("a URL of PostgreSQL");
    let Some(Host::Tcp(host)) = config.get_hosts().first() else { panic!("the URL must name a host") };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let address = format!("{}:{port}", host.replace("localhost", "127.0.0.1"));
    address.parse().expect("the URL must name a host by its address")
}

/// The same database by way of something that listens elsewhere.
pub fn url_by(url: &str, address: SocketAddr) -> String {
    let config: Config = url.parse().expect("a URL of PostgreSQL");
    let user = config.get_user().unwrap_or("postgres");
    let password = config.get_password().map(String::from_utf8_lossy);
    let password = password.map(|password| format!(":{password}")).unwrap_or_default();
    let name = config.get_dbname().expect("the URL names a database");
    format!("postgres://{user}{password}@{address}/{name}?sslmode=disable")
}
