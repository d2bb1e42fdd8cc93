//! A database of a test's own, on the server that `WALLET_TEST_DATABASE_URL` names.
//!
//! All of it blocks, on a thread of its own, so that tests that are futures may call it as well.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

use crate::process::wallet;
use crate::run::Failure;

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
    let rows = on_a_thread(async || try_connect(url).await?.query(sql, &[]).await.map_err(|error| failed(&error)));
    let rows = rows.unwrap_or_else(|failure| panic!("{failure}: {sql}"));
    rows.iter().map(|row| row.get(0)).collect()
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
}

impl Database {
    /// Makes an empty database on the tests' server.
    pub fn create() -> Self {
        Self::create_on(&server_url()).unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// Makes an empty database on a server.
    pub fn create_on(server: &str) -> Result<Self, Failure> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("wallet_test_{}_{number}", std::process::id());
        execute(server, &format!("CREATE DATABASE {name}"))?;
        Ok(Self { server: server.to_owned(), name })
    }

    /// Leaves the database where it is, and gives its URL.
    fn keep(self) -> String {
        let url = self.url();
        std::mem::forget(self);
        url
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("the URL names a database");
        format!("{server}/{}", self.name)
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
        // A server that is gone has taken its databases along.
        let _ = execute(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
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
