//! Where the database is and how long anything may take.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;
use wallet_domain::{Lanes, StoreError, StoreErrorKind};

/// Where the database is and how long anything may take.
#[derive(Clone)]
pub struct PgConfig {
    /// `postgres://user:password@host:port/database?sslmode=...`; `sslmode` is `disable`, `prefer` (the default),
    /// `require`, `verify-ca` or `verify-full`, with `sslrootcert=FILE` for a certificate authority of your own.
    pub url: String,
    /// The most connections held open.
    pub pool_max: usize,
    /// How long to wait for a connection, new or from the pool.
    pub connect_timeout: Duration,
    /// The most that one statement may take; the server ends it.
    pub statement_timeout: Duration,
    /// The most that one statement may wait for a lock; the server ends it.
    pub lock_timeout: Duration,
    /// How long `execute` tries again after connections were lost, before it gives up.
    pub retry_for: Duration,
    /// The least number of lanes. They are added when a ledger connects, and stay.
    pub lanes: Lanes,
}

impl PgConfig {
    /// The database of that URL, with defaults that suit a service with a request deadline of ten seconds.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_max: 8,
            connect_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(5),
            lock_timeout: Duration::from_secs(3),
            retry_for: Duration::from_secs(6),
            lanes: Lanes::ONE,
        }
    }

    /// Refuses a URL that cannot be one, without connecting.
    pub fn check(&self) -> Result<(), StoreError> {
        Target::new(self, Session::Service).map(|_| ())
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for PgConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PgConfig")
            .field("pool_max", &self.pool_max)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("retry_for", &self.retry_for)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

/// Driver and TLS settings, made of a [`PgConfig`].
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: MakeRustlsConnect,
}

/// The purpose of a session, which decides its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Session {
    /// Commits and reads of the service: short, every statement a look-up by key.
    Service,
    /// Migrations, the journal and imports: as long as they take. Their statements are look-ups and walks by key, whatever
    /// the tables' statistics say at the moment.
    Maintenance,
}

impl Target {
    pub(crate) fn new(config: &PgConfig, session: Session) -> Result<Self, StoreError> {
        let (url, ssl) = split_ssl(&config.url)?;
        let mut target: tokio_postgres::Config = url.parse().map_err(|error: tokio_postgres::Error| {
            let reason = error.source().map(|reason| format!(": {reason}")).unwrap_or_default();
            invalid(format!("{error}{reason}"))
        })?;
        target.ssl_mode(match ssl.mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        });
        target.connect_timeout(config.connect_timeout);
        // A server that vanished without a word is noticed by TCP, not only by its silence.
        target.keepalives_idle(Duration::from_secs(15));
        target.tcp_user_timeout(config.statement_timeout + config.connect_timeout);
        if target.get_application_name().is_none() {
            target.application_name("wallet");
        }
        let given = target.get_options().unwrap_or_default();
        let options = format!("{given} {}", session_options(config, session));
        target.options(options.trim());
        Ok(Self { config: target, tls: MakeRustlsConnect::new(client_config(&ssl)?) })
    }
}

fn session_options(config: &PgConfig, session: Session) -> String {
    match session {
        Session::Maintenance => "-c statement_timeout=0 -c idle_in_transaction_session_timeout=60000 \
                                 -c enable_seqscan=off -c jit=off"
            .to_owned(),
        // Every statement is a look-up by key: a plan made while a table was still small must not scan it for ever, nor
        // need one be made anew for the length of an array. A walk of a page is no work for several processes.
        Session::Service => format!(
            "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={} \
             -c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan \
             -c max_parallel_workers_per_gather=0 \
             -c default_transaction_isolation=read\\ committed",
            config.statement_timeout.as_millis(),
            config.lock_timeout.as_millis(),
            config.statement_timeout.as_millis(),
        ),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

#[derive(Debug, PartialEq, Eq)]
struct Ssl {
    mode: Mode,
    root_cert: Option<String>,
}

/// Takes libpq's `sslmode` and `sslrootcert` out of a URL; the driver knows less of them.
fn split_ssl(url: &str) -> Result<(String, Ssl), StoreError> {
    let mut ssl = Ssl { mode: Mode::Prefer, root_cert: None };
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), ssl)) };
    let mut rest = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => {
                ssl.mode = match mode {
                    "disable" => Mode::Disable,
                    "prefer" => Mode::Prefer,
                    "require" => Mode::Require,
                    "verify-ca" => Mode::VerifyCa,
                    "verify-full" => Mode::VerifyFull,
                    _ => {
                        let known = "disable, prefer, require, verify-ca or verify-full";
                        // Only a word is quoted: behind a mistyped & may be a password.
                        let is_word = mode.len() <= 20 && mode.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                        let told = if is_word {
                            format!("sslmode must be {known}, not {mode}")
                        } else {
                            format!("sslmode must be {known}")
                        };
                        return Err(invalid(told));
                    }
                };
            }
            Some(("sslrootcert", file)) => ssl.root_cert = Some(file.replace("%2F", "/")),
            _ => rest.push(pair),
        }
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok((url, ssl))
}

fn client_config(ssl: &Ssl) -> Result<ClientConfig, StoreError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(invalid)?;
    let verified = match ssl.mode {
        // As in libpq: without a certificate authority of one's own, "require" encrypts and trusts whoever answers.
        Mode::Disable | Mode::Prefer | Mode::Require if ssl.root_cert.is_none() => {
            let anyone = Arc::new(Lenient { provider, roots: None });
            return Ok(builder.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth());
        }
        Mode::Disable | Mode::Prefer | Mode::Require | Mode::VerifyCa => Mode::VerifyCa,
        Mode::VerifyFull => Mode::VerifyFull,
    };
    let roots = Arc::new(roots(ssl.root_cert.as_deref())?);
    let standard = rustls::client::WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
        .build()
        .map_err(invalid)?;
    if verified == Mode::VerifyFull {
        return Ok(builder.with_webpki_verifier(standard).with_no_client_auth());
    }
    let any_name = Arc::new(Lenient { provider, roots: Some(standard) });
    Ok(builder.dangerous().with_custom_certificate_verifier(any_name).with_no_client_auth())
}

fn roots(file: Option<&str>) -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable = |error| invalid(format!("sslrootcert {file}: {error}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                roots.add(certificate.map_err(unreadable)?).map_err(invalid)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(invalid("no certificate authority to verify the database with; name one with sslrootcert=FILE"));
    }
    Ok(roots)
}

/// Trusts a certificate whatever host it names (`verify-ca`), or whoever signed it too (`require`).
#[derive(Debug)]
struct Lenient {
    provider: Arc<CryptoProvider>,
    roots: Option<Arc<rustls::client::WebPkiServerVerifier>>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(standard) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        match standard.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                rustls::CertificateError::NotValidForName | rustls::CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libpqs_ssl_parameters_are_taken_out_of_the_url() {
        let (url, ssl) = split_ssl("postgres://h/db?sslmode=verify-full&application_name=x&sslrootcert=%2Fca.pem")
            .expect("a valid URL");
        assert_eq!(url, "postgres://h/db?application_name=x");
        assert_eq!(ssl, Ssl { mode: Mode::VerifyFull, root_cert: Some("/ca.pem".to_owned()) });
        assert_eq!(split_ssl("postgres://h/db").expect("a valid URL").1.mode, Mode::Prefer);
        assert!(split_ssl("postgres://h/db?sslmode=sometimes").is_err());
    }

    #[test]
    fn the_password_is_not_in_the_debug_output() {
        let config = PgConfig::new("postgres://wallet:hunter2@h/db");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
