//! Where the database is and how long anything may take.

use std::error::Error as _;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;
use wallet_domain::{Lanes, StoreError, StoreErrorKind};

use crate::engine::{Dialect, Engine};
use crate::tls;
use crate::url::{Mode, Parameters, Wanted};

const PLAN_CACHE_MODE: &str = "plan_cache_mode";

/// Where the database is and how long anything may take.
#[derive(Clone)]
pub struct PgConfig {
    /// `postgres://user:password@host:port/database?sslmode=...`; `sslmode` is `disable`, `prefer` (the default),
    /// `require`, `verify-ca` or `verify-full`, with `sslrootcert=FILE` for a certificate authority of your own. Several
    /// hosts stand with commas between, as `a:5432,b:5432` or as `?host=a,b&port=5432,5432`; of those the one is taken
    /// that fits `target_session_attrs`, which is `primary` then if it is not given.
    pub url: String,
    /// Which of the URL's hosts alone is taken, whatever it is; none for the one that fits best.
    pub host: Option<usize>,
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
            host: None,
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
            .field("host", &self.host)
            .field("pool_max", &self.pool_max)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("retry_for", &self.retry_for)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

/// Where a host of the URL is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: Option<Host>,
    /// Where it is, if the URL says that, too.
    pub(crate) at: Option<IpAddr>,
    pub(crate) port: u16,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.at) {
            (Some(Host::Tcp(host)), _) => write!(f, "{host}:{}", self.port),
            (Some(Host::Unix(path)), _) => write!(f, "{}", path.display()),
            (None, Some(at)) => write!(f, "{at}:{}", self.port),
            (None, None) => f.write_str("nowhere"),
        }
    }
}

/// Driver and TLS settings, made of a [`PgConfig`].
#[derive(Clone)]
pub(crate) struct Target {
    /// The hosts of the URL; there is at least one.
    pub(crate) addresses: Vec<Address>,
    /// Which of them is looked for.
    pub(crate) wanted: Wanted,
    /// Everything but the host.
    pub(crate) config: tokio_postgres::Config,
    pub(crate) tls: MakeRustlsConnect,
    /// What a session is set to, by the setting's name.
    pub(crate) settings: Vec<(&'static str, String)>,
    /// How long a connection may take to be made.
    pub(crate) patience: Duration,
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
        let (url, parameters) = Parameters::take_from(&config.url)?;
        let given: tokio_postgres::Config = url.parse().map_err(|error: tokio_postgres::Error| {
            let reason = error.source().map(|reason| format!(": {reason}")).unwrap_or_default();
            invalid(format!("{error}{reason}"))
        })?;
        let mut addresses = addresses(&given, &parameters)?;
        if let Some(host) = config.host {
            addresses = addresses.into_iter().skip(host).take(1).collect();
        }
        let mut target = without_hosts(&given);
        target.ssl_mode(match parameters.ssl.mode {
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
        let wanted = match (config.host, addresses.len()) {
            (Some(_), _) => Wanted::Any,
            (None, 1) => parameters.wanted.unwrap_or(Wanted::Any),
            (None, _) => parameters.wanted.unwrap_or(Wanted::Primary),
        };
        Ok(Self {
            wanted,
            addresses,
            config: target,
            tls: MakeRustlsConnect::new(tls::client_config(&parameters.ssl)?),
            settings: session_settings(config, session),
            patience: config.connect_timeout,
        })
    }

    /// The same database on another node of its cluster.
    pub(crate) fn at(mut self, host: &str, port: u16) -> Self {
        self.addresses = vec![Address { host: Some(Host::Tcp(host.to_owned())), at: None, port }];
        self.wanted = Wanted::Any;
        self
    }

    /// The same for a database on that engine.
    pub(crate) fn on(mut self, engine: &Engine) -> Self {
        if engine.dialect() == Dialect::Distributed {
            // Which shards a statement is for depends on its values: Citus has no plan for all of them.
            let mode = self.settings.iter_mut().find(|(name, _)| *name == PLAN_CACHE_MODE);
            if let Some((_, mode)) = mode {
                "auto".clone_into(mode);
            }
        }
        self
    }
}

/// The hosts of a URL: those of its parameters, or else those in its place.
fn addresses(given: &tokio_postgres::Config, parameters: &Parameters) -> Result<Vec<Address>, StoreError> {
    let hosts = if parameters.hosts.is_empty() { given.get_hosts() } else { &parameters.hosts };
    let ports = if parameters.ports.is_empty() { given.get_ports() } else { &parameters.ports };
    let at = given.get_hostaddrs();
    let count = hosts.len().max(at.len());
    if count == 0 {
        return Err(invalid("the URL names no host"));
    }
    if !hosts.is_empty() && !at.is_empty() && hosts.len() != at.len() {
        return Err(invalid(format!("the URL has {} hosts and {} hostaddrs", hosts.len(), at.len())));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(invalid(format!("the URL has {count} hosts and {} ports", ports.len())));
    }
    let port = |index: usize| ports.get(index).or_else(|| ports.first()).copied().unwrap_or(5432);
    let address = |index| Address { host: hosts.get(index).cloned(), at: at.get(index).copied(), port: port(index) };
    Ok((0..count).map(address).collect())
}

fn without_hosts(given: &tokio_postgres::Config) -> tokio_postgres::Config {
    let mut config = tokio_postgres::Config::new();
    if let Some(user) = given.get_user() {
        config.user(user);
    }
    if let Some(password) = given.get_password() {
        config.password(password);
    }
    if let Some(database) = given.get_dbname() {
        config.dbname(database);
    }
    if let Some(options) = given.get_options() {
        config.options(options);
    }
    if let Some(name) = given.get_application_name() {
        config.application_name(name);
    }
    config.ssl_negotiation(given.get_ssl_negotiation());
    config.channel_binding(given.get_channel_binding());
    config.keepalives(given.get_keepalives());
    if let Some(interval) = given.get_keepalives_interval() {
        config.keepalives_interval(interval);
    }
    if let Some(retries) = given.get_keepalives_retries() {
        config.keepalives_retries(retries);
    }
    config
}

fn session_settings(config: &PgConfig, session: Session) -> Vec<(&'static str, String)> {
    let ms = |limit: Duration| limit.as_millis().to_string();
    let all = [("enable_seqscan", "off".to_owned()), ("jit", "off".to_owned())];
    let own = match session {
        Session::Maintenance => {
            vec![("statement_timeout", "0".to_owned()), ("idle_in_transaction_session_timeout", "60000".to_owned())]
        }
        // Every statement is a look-up by key: a plan made while a table was still small must not scan it for ever, nor
        // need one be made anew for the length of an array. A walk of a page is no work for several processes.
        Session::Service => vec![
            ("statement_timeout", ms(config.statement_timeout)),
            ("lock_timeout", ms(config.lock_timeout)),
            ("idle_in_transaction_session_timeout", ms(config.statement_timeout)),
            (PLAN_CACHE_MODE, "force_generic_plan".to_owned()),
            ("max_parallel_workers_per_gather", "0".to_owned()),
            ("default_transaction_isolation", "read committed".to_owned()),
        ],
    };
    own.into_iter().chain(all).collect()
}

pub(crate) fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target::new(&PgConfig::new(url), Session::Service).expect(url)
    }

    fn shown(url: &str) -> Vec<String> {
        target(url).addresses.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn hosts_stand_in_their_place_or_in_parameters() {
        for url in [
            "postgres://me@a:1,b:2/wallet",
            "postgres://me@/wallet?host=a,b&port=1,2",
            "postgres:///wallet?host=a,b&port=1,2",
            "postgres://c:3/wallet?host=a%2Cb&port=1,2",
        ] {
            assert_eq!(shown(url), ["a:1", "b:2"], "{url}");
        }
        assert_eq!(shown("postgres:///wallet?host=a,b"), ["a:5432", "b:5432"]);
        assert_eq!(shown("postgres:///wallet?host=a,b&port=7"), ["a:7", "b:7"]);
        assert_eq!(shown("postgres:///wallet?host=%2Frun%2Fpostgresql"), ["/run/postgresql"]);
        for (url, told) in [
            ("postgres:///wallet", "names no host"),
            ("postgres:///wallet?host=a,b&port=1,2,3", "2 hosts and 3 ports"),
            ("postgres:///wallet?host=a&port=x", "port must be"),
            ("postgres:///wallet?host=a&target_session_attrs=best", "target_session_attrs must be"),
        ] {
            let refused = PgConfig::new(url).check().expect_err(url).to_string();
            assert!(refused.contains(told), "{refused}");
        }
    }

    #[test]
    fn of_several_hosts_the_primary_is_looked_for() {
        assert_eq!(target("postgres://a/wallet").wanted, Wanted::Any);
        assert_eq!(target("postgres://a,b/wallet").wanted, Wanted::Primary);
        assert_eq!(target("postgres://a,b/wallet?target_session_attrs=any").wanted, Wanted::Any);
        assert_eq!(target("postgres://a/wallet?target_session_attrs=primary").wanted, Wanted::Primary);
    }

    #[test]
    fn the_password_is_not_in_the_debug_output() {
        let config = PgConfig::new("postgres://wallet:hunter2@h/db");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
