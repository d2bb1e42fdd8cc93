//! A database of a test's own on the tests' server.

use std::path::Path;
use std::process::Command;

use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

use crate::support::wallet;

pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(crate) fn create(runtime: &Runtime) -> Self {
        let server = std::env::var("WALLET_TEST_DATABASE_URL").expect(
            "WALLET_TEST_DATABASE_URL names no PostgreSQL: run the tests by `cargo xtask test`, which starts one, or \
             this alone by `cargo xtask pg -- cargo test -p wallet-http --test overload`",
        );
        let name = format!("wallet_overload_{}", uuid::Uuid::now_v7().simple());
        let database = Self { server, name };
        runtime.block_on(async {
            let client = connect(&database.server).await;
            client.batch_execute(&format!("CREATE DATABASE {}", database.name)).await.expect("a database");
        });
        database
    }

    pub(crate) fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("the URL names a database");
        format!("{server}/{}", self.name)
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> String {
        let (_, rest) = self.server.rsplit_once('@').expect("the URL names a user");
        rest.split_once('/').expect("the URL names a database").0.to_owned()
    }

    /// The same, by way of something that listens elsewhere.
    pub(crate) fn url_by(&self, port: u16) -> String {
        self.url().replace(&self.address(), &format!("127.0.0.1:{port}"))
    }

    pub(crate) fn wallet(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = wallet(folder, arguments);
        command.env("DATABASE_URL", self.url());
        command
    }

    pub(crate) async fn connect(&self) -> Client {
        connect(&self.url()).await
    }

    pub(crate) fn remove(self, runtime: &Runtime) {
        runtime.block_on(async {
            let client = connect(&self.server).await;
            client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await.expect("it is removed");
        });
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}
