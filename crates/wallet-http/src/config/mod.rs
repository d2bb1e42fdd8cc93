//! Settings: where they come from, what they mean, and which values are refused.
//!
//! From weak to strong: the default, `wallet.toml`, a variable `WALLET__SECTION__KEY` (`WALLET__QUEUE__BATCH_MAX`),
//! then `DATABASE_URL`, `HOST` and `PORT`, then the command line. A key that does not exist, or a value that does not
//! fit, stops the start with one line that names it.
//!
//! | setting | default | allowed | meaning |
//! |---|---|---|---|
//! | `server.host` | `127.0.0.1` | a name or an address of this machine | where to listen; anything but loopback needs an API key to be there, or `--insecure` |
//! | `server.allowed_hosts` | `` | names and addresses without ports, with commas between | the hosts beside loopback that a server answers to while it asks for no API keys, and whose pages may send it writes |
//! | `server.port` | `3000` | 0 to 65535 | the port to listen on; 0 takes any free one |
//! | `server.workers` | `0` | 0 to 256 | threads that serve connections; 0 means one a core |
//! | `server.deadline_ms` | `10000` | 100 to 60000 | how long a request may wait for its outcome |
//! | `server.head_timeout_ms` | `10000` | 1000 to 60000 | how long a request's head may take to arrive |
//! | `server.body_timeout_ms` | `10000` | 100 to 60000 | how long a request's body may take to arrive |
//! | `server.write_timeout_ms` | `10000` | 100 to 60000 | how long a client may take nothing of its answer |
//! | `server.keep_alive_s` | `75` | 1 to 3600 | how long an idle connection is kept |
//! | `server.connections_max` | `16384` | 16 to 1000000 | how many connections there may be; more wait to be accepted |
//! | `server.shutdown_timeout_s` | `30` | 1 to 600 | how long a shutdown waits for requests in flight |
//! | `auth.required` | `false` | true, false | whether every request needs an API key; without `--insecure` an address that others can reach needs them in any case |
//! | `store.url` | `sqlite:data/wallet.db` | `sqlite:PATH` or `postgres://...` | the store |
//! | `store.start_wait_s` | `30` | 0 to 3600 | how long a start waits for a store that cannot be reached |
//! | `store.seed` | `true` | true, false | whether `wallet serve` puts the demo data into a new embedded store |
//! | `store.time_ahead_max_s` | `5` | 1 to 86400 | by how many seconds the ledger's latest time may be ahead of its clock before it is told in the log and in `/health/ready` |
//! | `postgres.pool_max` | `8` | 2 to 500 | the most connections to PostgreSQL |
//! | `postgres.lanes` | `2` | 1 to 64 | how many batches commit side by side; lanes are added to the database, never taken away |
//! | `postgres.connect_timeout_ms` | `3000` | 100 to 60000 | how long a connection may take to be made |
//! | `postgres.statement_timeout_ms` | `5000` | 100 to 60000, below `server.deadline_ms` | how long a statement may take |
//! | `postgres.lock_timeout_ms` | `3000` | 50 to 60000, below `postgres.statement_timeout_ms` | how long a statement may wait for a lock |
//! | `postgres.retry_for_ms` | `6000` | 0 to 60000, below `server.deadline_ms` | how long a commit is tried again after its connection was lost |
//! | `sqlite.readers` | `2` | 1 to 64 | threads that read the embedded store |
//! | `sqlite.cache_mib` | `32` | 1 to 16384 | the writer's page cache |
//! | `sqlite.checkpoint_mib` | `80` | 1 to 16384 | size of the write-ahead log before its pages move into the database |
//! | `sqlite.busy_timeout_ms` | `5000` | 50 to 60000, below `server.deadline_ms` | how long a write waits for another process's |
//! | `queue.batch_max` | `2000` | 1 to 10000 | the most commands that one commit takes; 1 is one database transaction a request |
//! | `queue.queued_max` | `20000` | `queue.batch_max` to 1000000 | the most commands that wait; one more is answered 503 |
//! | `holds.sweep_interval_s` | `30` | 0 to 86400 | after how many seconds the server looks again for holds that are over, to record that; 0 is never |
//! | `verify.every` | `1h` | `0`, or a number of `s`, `m`, `h` or `d` up to `365d` | after how long the server proves what was committed since it was last proven; `0` is never |
//! | `verify.on_finding` | `tell` | `tell`, `stop` | whether a finding is only told, or stops writes until a verification finds nothing |
//! | `limits.key_per_minute` | `0` | 0 to 60000000 | how many requests an API key may send a minute, a batch's commands each; 0 is no limit |
//! | `limits.key_burst` | `10000` | 1 to 1000000 | how many of them at once |
//! | `limits.owner_per_minute` | `0` | 0 to 60000000 | how many commands a player may have a minute; 0 is no limit |
//! | `limits.owner_burst` | `100` | 1 to 1000000 | how many of them at once |
//! | `limits.unknown_keys_per_minute` | `60` | 0 to 1000000 | how many API keys that it does not know the server looks up for an address a minute, and at once; 0 is no limit |
//! | `log.format` | `text` | `text`, `json` | how a line of the log is written |
//! | `log.level` | `info` | `error`, `warn`, `info`, `debug`, `trace`, or directives of tracing's `EnvFilter` | what is logged |
//! | `log.commands` | `false` | true, false | whether each command that is answered is a line of JSON, beside the log |

use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use config::{ConfigError, Environment, File, FileFormat};
use serde::{Deserialize, Serialize};
use wallet_service::jobs::verification::OnFinding;

use crate::http::access::Hosts;
use crate::toml_error::{self, in_our_words};

/// The file that is read if it is there and no other is named.
pub const DEFAULT_FILE: &str = "wallet.toml";

/// The longest name of a variable; each of its parts is a table within a table.
const NAME_BYTES_MAX: usize = 100;

/// Names and values.
type Variables = config::Map<String, String>;

const PREFIX: &str = "WALLET";
const SEPARATOR: &str = "__";

/// Every setting; the table in the module's documentation says what each means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The HTTP side.
    pub server: ServerSettings,
    /// Who may call.
    pub auth: AuthSettings,
    /// Which store, and how it is started.
    pub store: StoreSettings,
    /// PostgreSQL's connections.
    pub postgres: PostgresSettings,
    /// The embedded store.
    pub sqlite: SqliteSettings,
    /// The commit queue.
    pub queue: QueueSettings,
    /// Holds.
    pub holds: HoldSettings,
    /// The server's own verifications.
    pub verify: VerifySettings,
    /// Rate limits.
    pub limits: LimitSettings,
    /// The log.
    pub log: LogSettings,
}

/// Settings of the HTTP side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct ServerSettings {
    pub host: String,
    pub allowed_hosts: String,
    pub port: u16,
    pub workers: usize,
    pub deadline_ms: u64,
    pub head_timeout_ms: u64,
    pub body_timeout_ms: u64,
    pub write_timeout_ms: u64,
    pub keep_alive_s: u64,
    pub connections_max: usize,
    pub shutdown_timeout_s: u64,
}

/// Settings of who may call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct AuthSettings {
    pub required: bool,
}

/// Settings of the store, whichever it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct StoreSettings {
    pub url: String,
    pub start_wait_s: u64,
    pub seed: bool,
    pub time_ahead_max_s: u64,
}

/// Settings of PostgreSQL's connections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct PostgresSettings {
    pub pool_max: usize,
    pub lanes: u16,
    pub connect_timeout_ms: u64,
    pub statement_timeout_ms: u64,
    pub lock_timeout_ms: u64,
    pub retry_for_ms: u64,
}

/// Settings of the embedded store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct SqliteSettings {
    pub readers: usize,
    pub cache_mib: u32,
    pub checkpoint_mib: u32,
    pub busy_timeout_ms: u64,
}

/// Settings of the commit queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct QueueSettings {
    pub batch_max: usize,
    pub queued_max: usize,
}

/// Settings of holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct HoldSettings {
    pub sweep_interval_s: u64,
}

/// Settings of the server's own verifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct VerifySettings {
    pub every: String,
    pub on_finding: OnFinding,
}

/// Settings of the rate limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct LimitSettings {
    pub key_per_minute: u32,
    pub key_burst: u32,
    pub owner_per_minute: u32,
    pub owner_burst: u32,
    pub unknown_keys_per_minute: u32,
}

/// Settings of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "the module's table says what each means")]
pub struct LogSettings {
    pub format: LogFormat,
    pub level: String,
    pub commands: bool,
}

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".into(),
            allowed_hosts: String::new(),
            port: 3000,
            workers: 0,
            deadline_ms: 10_000,
            head_timeout_ms: 10_000,
            body_timeout_ms: 10_000,
            write_timeout_ms: 10_000,
            keep_alive_s: 75,
            connections_max: 16_384,
            shutdown_timeout_s: 30,
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { url: "sqlite:data/wallet.db".into(), start_wait_s: 30, seed: true, time_ahead_max_s: 5 }
    }
}

impl Default for PostgresSettings {
    fn default() -> Self {
        Self {
            pool_max: 8,
            lanes: 2,
            connect_timeout_ms: 3000,
            statement_timeout_ms: 5000,
            lock_timeout_ms: 3000,
            retry_for_ms: 6000,
        }
    }
}

impl Default for SqliteSettings {
    fn default() -> Self {
        Self { readers: 2, cache_mib: 32, checkpoint_mib: 80, busy_timeout_ms: 5000 }
    }
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self { batch_max: 2000, queued_max: 20_000 }
    }
}

impl Default for HoldSettings {
    fn default() -> Self {
        Self { sweep_interval_s: 30 }
    }
}

impl Default for VerifySettings {
    fn default() -> Self {
        Self { every: "1h".into(), on_finding: OnFinding::Tell }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            key_per_minute: 0,
            key_burst: 10_000,
            owner_per_minute: 0,
            owner_burst: 100,
            unknown_keys_per_minute: 60,
        }
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".into(), commands: false }
    }
}

/// Why the settings cannot be used: one line that names the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSettings(String);

impl InvalidSettings {
    /// A refusal in a sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(toml_error::shown(&sentence.into()))
    }
}

impl Settings {
    /// The settings by their defaults, the file (the one named, or `wallet.toml` if it is there) and the
    /// `WALLET__` variables. Their bounds are checked later, once the command line has had its say.
    pub fn load(file: Option<&Path>) -> Result<Self, InvalidSettings> {
        let text = read(file)?;
        let name = file.unwrap_or(Path::new(DEFAULT_FILE)).display().to_string();
        Self::merge(&name, &text, our_variables(std::env::vars_os())?)
    }

    /// Each source alone must fit first, so that a complaint can name where it comes from; then the stronger wins.
    pub(crate) fn merge(name: &str, text: &str, variables: Variables) -> Result<Self, InvalidSettings> {
        toml::from_str::<Self>(text).map_err(|error| InvalidSettings(toml_error::one_line(name, text, &error)))?;
        let variables = Environment::default().source(Some(variables));
        let variables = variables.prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR);
        let build = |with_file: bool| {
            let file = File::from_str(if with_file { text } else { "" }, FileFormat::Toml);
            config::Config::builder().add_source(file).add_source(variables.clone()).build()?.try_deserialize()
        };
        build(false).and_then(|_: Self| build(true)).map_err(|error| InvalidSettings::new(variable_error(&error)))
    }

    /// Refuses values out of their bounds.
    pub fn check(&self) -> Result<(), InvalidSettings> {
        let Self { server, auth: _, store, postgres, sqlite, queue, holds, verify, limits, log } = self;
        if server.host.is_empty() {
            return Err(InvalidSettings::new("server.host must not be empty"));
        }
        Hosts::parse(&server.allowed_hosts)
            .map_err(|why| InvalidSettings::new(format!("server.allowed_hosts: {why}")))?;
        within("server.workers", server.workers, 0..=256)?;
        within("server.deadline_ms", server.deadline_ms, 100..=60_000)?;
        within("server.head_timeout_ms", server.head_timeout_ms, 1_000..=60_000)?;
        within("server.body_timeout_ms", server.body_timeout_ms, 100..=60_000)?;
        within("server.write_timeout_ms", server.write_timeout_ms, 100..=60_000)?;
        within("server.connections_max", server.connections_max, 16..=1_000_000)?;
        within("server.keep_alive_s", server.keep_alive_s, 1..=3600)?;
        within("server.shutdown_timeout_s", server.shutdown_timeout_s, 1..=600)?;
        within("store.start_wait_s", store.start_wait_s, 0..=3600)?;
        within("store.time_ahead_max_s", store.time_ahead_max_s, 1..=86_400)?;
        within("postgres.pool_max", postgres.pool_max, 2..=500)?;
        within("postgres.lanes", postgres.lanes, 1..=64)?;
        within("postgres.connect_timeout_ms", postgres.connect_timeout_ms, 100..=60_000)?;
        within("postgres.statement_timeout_ms", postgres.statement_timeout_ms, 100..=60_000)?;
        within("postgres.lock_timeout_ms", postgres.lock_timeout_ms, 50..=60_000)?;
        within("postgres.retry_for_ms", postgres.retry_for_ms, 0..=60_000)?;
        within("sqlite.readers", sqlite.readers, 1..=64)?;
        within("sqlite.cache_mib", sqlite.cache_mib, 1..=16_384)?;
        within("sqlite.checkpoint_mib", sqlite.checkpoint_mib, 1..=16_384)?;
        within("sqlite.busy_timeout_ms", sqlite.busy_timeout_ms, 50..=60_000)?;
        within("queue.batch_max", queue.batch_max, 1..=10_000)?;
        within("queue.queued_max", queue.queued_max, queue.batch_max..=1_000_000)?;
        within("holds.sweep_interval_s", holds.sweep_interval_s, 0..=86_400)?;
        parse_every(&verify.every)?;
        within("limits.key_per_minute", limits.key_per_minute, 0..=60_000_000)?;
        within("limits.key_burst", limits.key_burst, 1..=1_000_000)?;
        within("limits.owner_per_minute", limits.owner_per_minute, 0..=60_000_000)?;
        within("limits.owner_burst", limits.owner_burst, 1..=1_000_000)?;
        within("limits.unknown_keys_per_minute", limits.unknown_keys_per_minute, 0..=1_000_000)?;
        // Whoever waits for the store must hear from it before the caller is told that nobody knows.
        let deadline = ("server.deadline_ms", server.deadline_ms);
        let statement = ("postgres.statement_timeout_ms", postgres.statement_timeout_ms);
        below(statement, deadline)?;
        below(("postgres.lock_timeout_ms", postgres.lock_timeout_ms), statement)?;
        below(("postgres.retry_for_ms", postgres.retry_for_ms), deadline)?;
        below(("sqlite.busy_timeout_ms", sqlite.busy_timeout_ms), deadline)?;
        crate::telemetry::parse_level(&log.level).map(|_| ())
    }
}

/// Reads `verify.every`; none is never.
pub(crate) fn parse_every(text: &str) -> Result<Option<Duration>, InvalidSettings> {
    if text == "0" {
        return Ok(None);
    }
    let split = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(split);
    let unit_s = match unit {
        "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let seconds = unit_s.zip(count.parse::<u64>().ok()).and_then(|(unit, count)| count.checked_mul(unit));
    let every = seconds.filter(|seconds| (1..=365 * 86_400).contains(seconds)).map(Duration::from_secs);
    let sentence = || {
        InvalidSettings::new(format!(
            "verify.every is {text:?} and must be 0, or a number of s, m, h or d such as 1h, up to 365d"
        ))
    };
    every.map(Some).ok_or_else(sentence)
}

/// The variables that are settings, checked where a complaint would quote a value that may be a secret, or where a name
/// would be read as more than a name (`A[9]` as a list).
pub(crate) fn our_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Result<Variables, InvalidSettings> {
    let prefix = format!("{PREFIX}{SEPARATOR}").to_lowercase();
    let mut ours = Variables::new();
    for (name, value) in all {
        let Some(name) = name.into_string().ok().filter(|name| name.to_lowercase().starts_with(&prefix)) else {
            continue;
        };
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            let detail = format!("{name}: a variable's name is made of letters, digits and underscores");
            return Err(InvalidSettings::new(detail));
        }
        if name.len() > NAME_BYTES_MAX {
            return Err(InvalidSettings::new(format!("{name}: no setting has a name of so many characters")));
        }
        let Ok(value) = value.into_string() else {
            return Err(InvalidSettings::new(format!("{name} is not text in UTF-8")));
        };
        ours.insert(name, value);
    }
    Ok(ours)
}

/// Variables that look like settings and are none, each in a sentence. One underscore too few is soon written.
pub(crate) fn strange_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Vec<String> {
    const OTHERS: [&str; 6] = [
        "WALLET_API_KEY",
        "WALLET_BIN",
        "WALLET_COPY_FROM",
        "WALLET_COPY_TO",
        "WALLET_TEST_DATABASE_URL",
        "WALLET_TEST_PG_BIN",
    ];
    let ours = |name: &str| name.starts_with("WALLET__") || OTHERS.contains(&name);
    // What Kubernetes tells of a service with the name wallet.
    let is_of_service = |name: &str, value: &OsString| {
        name.starts_with("WALLET_SERVICE_")
            || name.starts_with("WALLET_PORT") && value.to_string_lossy().contains("tcp")
            || name.strip_prefix("WALLET_PORT_").is_some_and(|rest| rest.contains("_TCP"))
    };
    let strange = all.filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        let upper = name.to_ascii_uppercase();
        let is_strange = upper.starts_with("WALLET_") && !ours(&upper) && !is_of_service(&upper, &value);
        is_strange.then(|| {
            toml_error::shown(&format!(
                "the variable {name} is none of ours and does nothing; a setting's name has two underscores between its \
                 parts, such as WALLET__SERVER__PORT"
            ))
        })
    });
    strange.collect()
}

fn read(file: Option<&Path>) -> Result<String, InvalidSettings> {
    let path = file.unwrap_or(Path::new(DEFAULT_FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => Ok(String::new()),
        Err(error) => Err(InvalidSettings::new(format!("{} cannot be read: {error}", path.display()))),
    }
}

fn within<T: PartialOrd + Display + Copy>(
    key: &str,
    value: T,
    bounds: RangeInclusive<T>,
) -> Result<(), InvalidSettings> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(InvalidSettings::new(format!("{key} is {value} and must be from {} to {}", bounds.start(), bounds.end())))
}

fn below(low: (&str, u64), high: (&str, u64)) -> Result<(), InvalidSettings> {
    if low.1 < high.1 {
        return Ok(());
    }
    Err(InvalidSettings::new(format!("{} is {} and must be below {}, which is {}", low.0, low.1, high.0, high.1)))
}

/// What is wrong with a `WALLET__` variable. The file alone was found good, so the fault is in a variable.
fn variable_error(error: &ConfigError) -> String {
    let (key, reason) = match error {
        ConfigError::Type { unexpected, expected, key, .. } => {
            (key.clone(), in_our_words(&format!("{unexpected}, expected {expected}")))
        }
        ConfigError::At { error, key, .. } => (key.clone(), error.to_string()),
        other => (None, other.to_string()),
    };
    let section = key.unwrap_or_default();
    // An unknown key is reported by its section, with the key in the reason only.
    let unknown = reason.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let path: Vec<&str> = section.split('.').chain(unknown).filter(|part| !part.is_empty()).collect();
    let variable = [&[PREFIX], path.as_slice()].concat().join(SEPARATOR).to_uppercase();
    format!("{variable}: {}", in_our_words(&reason.replace('\n', " ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn merge(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::merge("wallet.toml", text, variables)
            .and_then(|settings| settings.check().map(|()| settings))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_variable_is_stronger_than_the_file_and_the_file_than_the_default() {
        let settings = merge("[server]\nport = 4000\nworkers = 3", &[("WALLET__SERVER__PORT", "5000")]);
        let server = settings.expect("good settings").server;
        assert_eq!((server.port, server.workers, server.host.as_str()), (5000, 3, "127.0.0.1"));
    }

    #[test]
    fn a_complaint_is_one_line_that_names_the_key_and_its_source() {
        type Variables = &'static [(&'static str, &'static str)];
        let cases: [(&str, Variables, &str); 9] = [
            ("[server]\nprot = 1", &[], "wallet.toml line 2 (prot = 1): unknown field `prot`, expected one of `host`"),
            ("[sever]\n", &[], "wallet.toml line 1 ([sever]): unknown field `sever`"),
            ("[server]\nport = \"x\"", &[], "wallet.toml line 2 (port = \"x\"): invalid type: string"),
            ("[server\n", &[], "wallet.toml line 1 ([server): "),
            ("[server]\nport = 70000", &[], "wallet.toml line 2 (port = 70000): invalid value"),
            ("", &[("WALLET__SERVER__PROT", "1")], "WALLET__SERVER__PROT: unknown field `prot`"),
            ("", &[("WALLET__SEVER", "1")], "WALLET__SEVER: unknown field `sever`"),
            ("", &[("WALLET__QUEUE__BATCH_MAX", "many")], "WALLET__QUEUE__BATCH_MAX: "),
            ("", &[("WALLET__LOG__FORMAT", "xml")], "WALLET__LOG__FORMAT: "),
        ];
        for (text, variables, begin) in cases {
            let complaint = merge(text, variables).expect_err("a bad setting");
            assert!(complaint.starts_with(begin), "{complaint}");
            assert!(!complaint.contains('\n'), "{complaint}");
        }
    }

    #[test]
    fn a_variable_that_is_no_plain_text_is_refused_without_its_value() {
        use std::os::unix::ffi::OsStringExt;

        let read = |name: &[u8], value: &[u8]| {
            let [name, value] = [name, value].map(|bytes| OsString::from_vec(bytes.to_vec()));
            our_variables(std::iter::once((name, value))).map_err(|error| error.to_string())
        };
        // Read as a list of that many.
        let complaint = read(b"WALLET__SERVER__PORT[9999999999]", b"1").expect_err("no name");
        assert!(complaint.starts_with("WALLET__SERVER__PORT[9999999999]: a variable's name"), "{complaint}");
        let deep = format!("WALLET__{}", "A__".repeat(30_000));
        let complaint = read(deep.as_bytes(), b"1").expect_err("no setting");
        assert!(complaint.starts_with("WALLET__A__A") && complaint.len() < 700, "{complaint}");
        let complaint = read(b"WALLET__STORE__URL", b"postgres://me:secret\xff@db/wallet").expect_err("no text");
        assert_eq!(complaint, "WALLET__STORE__URL is not text in UTF-8");
        for name in [&b"OTHER[1]"[..], b"\xff", b"WALLET_BIN"] {
            assert_eq!(read(name, b"\xff"), Ok(Variables::new()), "others' variables are not ours");
        }
    }

    #[test]
    fn a_variable_that_looks_like_a_setting_and_is_none_is_named() {
        let strange = |name: &str, value: &str| {
            let told = strange_variables(std::iter::once((name.into(), value.into())));
            told.first().cloned()
        };
        for name in ["WALLET_SERVER_PORT", "WALLET_PORT", "wallet_log_level", "WALLET_SERVER__PORT"] {
            let told = strange(name, "8080").unwrap_or_else(|| panic!("{name} is not named"));
            assert!(told.starts_with(&format!("the variable {name} is none of ours")), "{told}");
        }
        for (name, value) in [
            ("WALLET__SERVER__PORT", "1"),
            ("WALLET_BIN", "/bin/wallet"),
            ("WALLET_API_KEY", "wlt_1_x"),
            ("WALLET_COPY_TO", "sqlite:b.db"),
            ("WALLET_SERVICE_HOST", "10.0.0.1"),
            ("WALLET_PORT", "tcp://10.0.0.1:3000"),
            ("WALLET_PORT_3000_TCP_ADDR", "10.0.0.1"),
            ("WALLETS", "1"),
        ] {
            assert_eq!(strange(name, value), None, "{name}");
        }
    }

    #[test]
    fn a_value_out_of_its_bounds_is_refused_in_a_sentence() {
        let complaint = |variable, value| merge("", &[(variable, value)]).expect_err("out of bounds");
        assert_eq!(complaint("WALLET__QUEUE__BATCH_MAX", "0"), "queue.batch_max is 0 and must be from 1 to 10000");
        assert_eq!(
            complaint("WALLET__QUEUE__QUEUED_MAX", "1999"),
            "queue.queued_max is 1999 and must be from 2000 to 1000000"
        );
        assert_eq!(
            complaint("WALLET__POSTGRES__STATEMENT_TIMEOUT_MS", "10000"),
            "postgres.statement_timeout_ms is 10000 and must be below server.deadline_ms, which is 10000"
        );
        for every in ["", "0h", "1", "h", "1w", "366d", "-1h"] {
            assert!(complaint("WALLET__VERIFY__EVERY", every).starts_with("verify.every is "), "{every}");
        }
        assert!(complaint("WALLET__LOG__LEVEL", "wallet=loud").starts_with("log.level"));
        assert_eq!(
            complaint("WALLET__SERVER__ALLOWED_HOSTS", "wallet, http://wallet"),
            "server.allowed_hosts: http://wallet must be a name or an address without scheme and port, such as \
             wallet.internal"
        );
    }

    #[test]
    fn the_example_file_has_every_setting_with_its_default() {
        let example = include_str!("../../../../wallet.toml.example");
        assert_eq!(merge(example, &[]), Ok(Settings::default()));
        let sections: toml::Table = example.parse().expect("good TOML");
        let defaults = toml::Table::try_from(Settings::default()).expect("serialisable");
        assert_eq!(sections, defaults);
    }

    #[test]
    fn the_table_has_every_setting_with_its_default() {
        let documented: BTreeMap<String, String> = include_str!("mod.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! | `"))
            .map(|row| {
                let mut cells = row.split(" | ").map(|cell| cell.trim_matches('`').to_owned());
                (cells.next().expect("a key"), cells.next().expect("a default"))
            })
            .collect();
        let toml::Value::Table(sections) = toml::Value::try_from(Settings::default()).expect("serialisable") else {
            panic!("the settings are a table");
        };
        let actual: BTreeMap<String, String> = sections
            .iter()
            .flat_map(|(section, keys)| {
                keys.as_table().expect("a section is a table").iter().map(move |(key, value)| {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    (format!("{section}.{key}"), value)
                })
            })
            .collect();
        assert_eq!(documented, actual);
    }
}
