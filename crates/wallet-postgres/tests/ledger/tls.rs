//! TLS to the database, chosen by the URL as with libpq.

use std::io::Write;

use crate::common::{Fixture, connect};
use harness::database::{self, server_url};
use tempfile::NamedTempFile;
use wallet_domain::Wallets;
use wallet_postgres::{PgConfig, PgLedger};

/// Gives the tests' server a certificate for localhost, made by the server's own machine in its data folder, and turns
/// TLS on without a restart. Gives the certificate, which is its own authority.
async fn turn_on_tls() -> NamedTempFile {
    let client = database::connect(&server_url()).await;
    let make = "COPY (SELECT 1) TO PROGRAM 'umask 077; openssl req -new -x509 -days 2 -nodes -subj /CN=localhost \
                -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
                -keyout server.key -out server.crt 2>&1 >/dev/null'";
    client.batch_execute(make).await.expect("the server's machine has openssl");
    client.batch_execute("ALTER SYSTEM SET ssl = on").await.expect("a superuser may do this");
    let certificate: String =
        client.query_one("SELECT pg_read_file('server.crt')", &[]).await.expect("it was made").get(0);
    client.batch_execute("SELECT pg_reload_conf()").await.expect("a superuser may do this");
    while client.query_one("SHOW ssl", &[]).await.expect("the database works").get::<_, &str>(0) != "on" {
        tokio::task::yield_now().await;
    }
    let mut file = NamedTempFile::new().expect("a temporary folder");
    file.write_all(certificate.as_bytes()).expect("room for a certificate");
    file
}

/// Whether the only session of the service on this database is encrypted.
async fn is_encrypted(fixture: &Fixture) -> bool {
    let sql = "SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) \
               WHERE a.datname = current_database() AND a.application_name = 'wallet-tls-test'";
    fixture.by_hand().await.query_one(sql, &[]).await.expect("the database works").get(0)
}

async fn try_connect(fixture: &Fixture, host: &str, parameters: &str) -> Result<PgLedger, wallet_domain::StoreError> {
    let url = fixture.url.replace("127.0.0.1", host);
    let url = format!("{url}?application_name=wallet-tls-test&{parameters}");
    PgLedger::connect(PgConfig::new(url), fixture.clock.clone()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_urls_sslmode_decides_how_the_server_is_spoken_to_and_trusted() {
    let fixture = Fixture::new().await;
    let plain = connect(
        PgConfig::new(format!("{}?application_name=wallet-tls-test&sslmode=disable", fixture.url)),
        fixture.clock.clone(),
    )
    .await;
    assert!(!is_encrypted(&fixture).await);
    drop(plain);

    let authority = turn_on_tls().await;
    let authority = format!("sslrootcert={}", authority.path().display());
    for (host, parameters) in [
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", format!("sslmode=verify-ca&{authority}")),
        ("localhost", format!("sslmode=verify-full&{authority}")),
    ] {
        let ledger = try_connect(&fixture, host, &parameters).await.unwrap_or_else(|e| panic!("{parameters}: {e:?}"));
        ledger.list_assets().await.expect("the store works");
        let encrypted = "SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) \
                         WHERE s.ssl AND a.datname = current_database() AND a.application_name = 'wallet-tls-test'";
        let row = fixture.by_hand().await.query_one(encrypted, &[]).await.expect("the database works");
        assert!(row.get::<_, i64>(0) > 0, "{parameters}");
    }
    // The certificate names localhost, and no authority of the system has signed it.
    for (host, parameters) in [
        ("127.0.0.1", format!("sslmode=verify-full&{authority}")),
        ("localhost", "sslmode=verify-full".to_owned()),
        ("localhost", "sslmode=verify-ca".to_owned()),
    ] {
        assert!(try_connect(&fixture, host, &parameters).await.is_err(), "{host} {parameters}");
    }
}
